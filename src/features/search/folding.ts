// How names are compared: without regard to compatibility forms (NFKC), case and accents.

/** A text as it is compared and ordered: 'Łucja  ÉMILE' and 'łucja emile' are one. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase() // 'ẞ' and 'ß' meet here,
    .toUpperCase() // 'ß' and 'ss' only there
    .toLowerCase()
    .replaceAll('ς', 'σ') // which of the two is made of 'Σ' depends on what follows
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** How long a word has to be, in code points, to be looked for, and how much of one is. */
export const wordLength = { least: 2, most: 64 } as const;

/** The words of a text: runs of letters and digits, folded. */
export function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** What is stored of these texts so that they are found by the beginnings of their words. */
export function searchTokens(...texts: readonly (string | null | undefined)[]): string[] {
  const words = texts.flatMap((text) => wordsOf(text ?? '')).map((word) => [...word]);
  const found = words.filter(({ length }) => length >= wordLength.least);
  return [...new Set(found.map((word) => word.slice(0, wordLength.most).join('')))].sort();
}
