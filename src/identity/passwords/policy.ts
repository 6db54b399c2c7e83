// What a password may be. Code points are counted, not bytes or UTF-16 units (NIST SP 800-63B), and no composition of
// kinds of characters is asked for.

import { isCommonPassword } from './common-passwords.js';

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

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
}

/** What everybody knows of everybody's password here. */
const productName = 'claimcheck';
/** Parts of an address that are shorter stand in too many words. */
const leastPart = 4;

/** What parts words and is no word: blanks, what cannot be seen, punctuation, the signs of a keyboard. No emoji. */
const separators = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{P}\u2800$+<=>^`|~]/gu;
const blank = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * Why the text may not be set as that account's password; `undefined` when it may. Says what is required, never what came.
 *
 * Refused are: what is not `isHashable`; fewer than 15 code points, as typed or after NFKC; blanks only; a common password,
 * or one repeated (`isCommonPassword`); and a text that has fewer than 15 code points without the account's address, its
 * local part, the pieces between its dots (those of 4 characters and more) and the name of this product. Capitals, forms
 * of Unicode, and blanks and punctuation between the letters make no difference to what is common or known.
 */
export function newPasswordProblem(password: unknown, owner: PasswordOwner): string | undefined {
  if (!isHashable(password)) return hashableRule;
  const folded = fold(password);
  // One code point can be eighteen after NFKC, and three can be one.
  if (Math.min(codePoints(password), codePoints(normalizePassword(password))) < leastCodePoints)
    return `must be at least ${leastCodePoints} characters long`;
  if (blank.test(folded)) return 'must not be blank';
  if (isCommonPassword(folded) || isCommonPassword(unseparated(folded)))
    return 'must not be a common password, or one repeated';
  if (unknownCodePoints(folded, knownWords(owner)) < leastCodePoints)
    return `must have at least ${leastCodePoints} characters beside your e-mail address and the name ${productName}`;
  return undefined;
}

function fold(text: string): string {
  return normalizePassword(text).toLowerCase();
}

function knownWords({ email }: PasswordOwner): string[] {
  const address = fold(email);
  const parts = address.split(/[@.]/).filter((part) => codePoints(part) >= leastPart);
  const [local = ''] = address.split('@', 1);
  return [address, productName, ...(codePoints(local) >= leastPart ? [local] : []), ...parts];
}

function unseparated(text: string): string {
  return text.replace(separators, '');
}

/** How many are left without these words, also without those that something stands between the letters of. */
function unknownCodePoints(text: string, words: readonly string[]): number {
  const joined = unseparated(text);
  const joinedWords = words.map(unseparated).filter((word) => codePoints(word) >= leastPart);
  const left = codePoints(without(joinedWords, joined)) + codePoints(text) - codePoints(joined);
  return Math.min(left, codePoints(without(words, text)));
}

/** What is left of a text without these words: the longest are taken out first, and nothing that is joined by that. */
function without(words: readonly string[], text: string): string {
  const longestFirst = words.filter((word) => word !== '').toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((left, word) => left.replaceAll(word, '\0'), text).replaceAll('\0', '');
}

function codePoints(text: string): number {
  return [...text].length;
}
