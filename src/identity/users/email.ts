/** RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const maxLength = 254;

// One `@`, no blanks, no control, format or unassigned characters, no lone surrogates, no quoted local part, comments or
// lists (RFC 5322, section 3.4.1). Each class excludes `@`, so the match is linear.
const address = /^[^\s\p{C}"(),:;<>@[\\\]]+@[^\s\p{C}"(),:;<>@[\\\]]+$/u;

/**
 * The one form in which an address is stored and looked up, and its own canonical form: blanks around it removed, NFKC,
 * lower case. `undefined` when it is not an address, is longer than 254 characters, or is not a string.
 *
 * So `Alice@Example.com`, `ａlice@example.com` and one with a Kelvin sign for K are the same account as their plain
 * spellings; a dotless ı stays another letter; a fullwidth `＠` is refused, because it is an `@` only after folding.
 */
export function canonicalEmail(email: unknown): string | undefined {
  if (typeof email !== 'string' || email.length > 2 * maxLength) return undefined;
  const trimmed = email.trim();
  const folded = fold(trimmed);
  const stable = folded.length <= maxLength && fold(folded) === folded;
  return stable && address.test(trimmed) && address.test(folded) ? folded : undefined;
}

/** How every stored address begins that begins with this, blanks around it removed. */
export function canonicalStart(text: string): string {
  // What is left is still longer than any address; to normalize much more takes its time.
  return fold(text.trim().slice(0, 1_024));
}

// NFKC once more: lower case can bring together what has a composed form in lower case only (`J` and a caron).
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}
