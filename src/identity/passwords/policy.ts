// What a password may be. Code points are counted, not bytes or UTF-16 units (NIST SP 800-63B), and no composition of
// kinds of characters is asked for.

const leastCodePoints = 15;
const mostCodePoints = 1_024;

/** One form for all spellings of a text: what is counted, and what is hashed. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Whether the text can be anybody's password: not over 1,024 code points, no NUL, no lone surrogate (two of which would
 * be one text in UTF-8). What is refused here is never hashed, and the refusal says nothing of any account.
 */
export function isHashable(password: unknown): password is string {
  // UTF-16 units first: a megabyte is refused without being walked.
  if (typeof password !== 'string' || password.length > 2 * mostCodePoints) return false;
  return !/[\0\p{Surrogate}]/u.test(password) && codePoints(password) <= mostCodePoints;
}

/** What `isHashable` asks, for a `FieldProblem`. */
export const hashableRule = `must be at most ${mostCodePoints} characters of well-formed text without NUL`;

/** Why the text may not be set as a password; `undefined` when it may. Says what is required, never what came. */
export function newPasswordProblem(password: unknown): string | undefined {
  if (!isHashable(password)) return hashableRule;
  const tooShort = codePoints(normalizePassword(password)) < leastCodePoints;
  return tooShort ? `must be at least ${leastCodePoints} characters long` : undefined;
}

function codePoints(text: string): number {
  return [...text].length;
}
