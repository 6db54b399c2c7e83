// Whether a secret can be guessed. Nothing can prove that a text is random; this finds what people type, paste and repeat.

const least = 32;
const leastNovelty = 14;
const leastBits = 52;

/** Texts that stand in documentation, tutorials and lists of common secrets; only letters and digits, in lower case. */
const examples = [
  'changeme', 'changethis', 'replaceme', 'replacethis', 'supersecret', 'yoursecret', 'your256bitsecret', 'your384bitsecret',
  'your512bitsecret', 'stringsecretatleast', 'secretthatisatleast', 'secretofatleast', 'secretwithatleast', 'secretkeyhere',
  'donotuseinproduction', 'placeholder', 'notsosecret', 'keyboardcat', 'insertsecret', 'insertyour', 'thisisasecret',
  'ultrasecureandultralong', '404e635266556a586e327235753878', '2f413f4428472b4b6250645367566b5970', 'ncrfujxn2r5u8xadgkbpdsgvkyp',
  // RFC 7515, appendix A.1; RFC 7517, appendix A.3; RFC 7520, section 3.5
  'aym1sysppbydfgzld3umj1qzkobwvmkoqqestjqlrt1qs0gzh75aktmn3yj0ips4hcguutwjazzr1z9caow', 'gawggufygrwkav7ax4vkug',
  'hjtxiz2usn5kbqfbttnwbpdmhkv8fjgonbc6mxccyg',
]; // prettier-ignore

/** Rows and columns of keys and the alphabet: a step along one of them, or back, is no choice. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '!@#$%^&*()',
  '1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '8ik', '9ol',
]; // prettier-ignore
const steps = new Set(rows.flatMap((row) => [...row].flatMap((one, at) => pairsOf(one, row[at + 1]))));

function pairsOf(one: string, next: string | undefined): string[] {
  return next === undefined ? [] : [one + next, next + one];
}

/**
 * Why these bytes must not be a secret, as the end of a sentence that begins with the setting's name; `undefined` for a
 * secret that may be used. Never says anything of the bytes.
 *
 * Refused: under 32 bytes; texts of documentation; what is a repetition, a run along the keyboard or the alphabet, or made
 * of too few different pieces; and text that is so in hexadecimal or base64. 32 random bytes, as they are or in hexadecimal or base64url, always pass.
 */
export function weaknessOf(secret: Uint8Array): string | undefined {
  if (secret.length < least) return `must be at least ${least} bytes long`;
  // One character a byte, so that random bytes are judged as they are.
  const text = Buffer.from(secret).toString('latin1');
  const texts = [text, ...textsWithin(text)];
  if (texts.some(isExample)) return 'must not be a well-known example';
  if (!texts.some(isGuessable)) return undefined;
  return 'must not be easy to guess; use 32 random bytes, as from openssl rand -base64 32';
}

function isGuessable(text: string): boolean {
  const novelty = noveltyOf(text.toLowerCase());
  return novelty < leastNovelty || novelty * Math.log2(new Set(text).size) < leastBits;
}

/** The text of which this is a spelling in hexadecimal or base64. Random bytes are none: not all of them are printable. */
function textsWithin(text: string): string[] {
  const bytes = /^(?:[0-9a-f]{2})+$/i.test(text)
    ? Buffer.from(text, 'hex')
    : Buffer.from(/^[\w+/-]+={0,2}$/.test(text) ? text : '', 'base64');
  const within = bytes.toString('latin1');
  return /^[ -~]+$/.test(within) ? [within] : [];
}

/** Whether a text is, or holds, one of the secrets that stand in documentation, in whatever case and punctuation. */
export function isExample(text: string): boolean {
  const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return examples.some((example) => plain.includes(example));
}

/** Characters that are new: neither the next of a row nor part of a piece of three that was there before. */
function noveltyOf(text: string): number {
  let novelty = 0;
  let at = 0;
  while (at < text.length) {
    const known = lengthOfKnownPiece(text, at);
    if (known < 3 && !isStep(text[at - 1], text[at])) novelty += 1;
    at += known < 3 ? 1 : known;
  }
  return novelty;
}

function lengthOfKnownPiece(text: string, at: number): number {
  let length = 0;
  while (at + length < text.length && text.indexOf(text.slice(at, at + length + 1)) < at) length += 1;
  return length;
}

function isStep(before: string | undefined, now: string | undefined): boolean {
  return before === now || steps.has(`${before}${now}`);
}
