// Rules over a few words, and who passes them: the truth table that the diff is held against.

/** A rule as it stands in an SDL; `anyOf` is absent for the two words that name nobody. */
export interface DrawnRule {
  readonly text: string;
  readonly word: 'authorized' | 'inherited' | 'public';
  readonly anyOf: readonly (readonly string[])[];
}

/** A kind of viewer: the words that hold, and whether they were given the object. */
export interface DrawnViewer {
  readonly given: boolean;
  readonly words: ReadonlySet<string>;
}

/** Every kind there can be over these words. Whoever fulfils any word is signed in. */
export function viewersOver(words: readonly string[]): DrawnViewer[] {
  return Array.from({ length: 2 ** words.length }, (_, bits) => words.filter((__, at) => bits & (1 << at)))
    .filter((held) => held.length === 0 || held.includes('signedIn'))
    .flatMap((held) => [true, false].map((given) => ({ given, words: new Set(held) })));
}

/** Whether the viewer passes: public for all, inherited for whoever was given the object, else some whole clause too. */
export function passes({ word, anyOf }: DrawnRule, { given, words }: DrawnViewer): boolean {
  if (word === 'public') return true;
  if (!given) return false;
  return word === 'inherited' || anyOf.some((clause) => clause.every((name) => words.has(name)));
}

/** One to three clauses of one to three words, in any order and with repetitions; now and then `@inherited` or `@public`. */
export function randomRule(words: readonly string[], seed: number): DrawnRule {
  const draw = drawing(seed);
  const kind = draw(10);
  if (kind < 2) {
    const word = kind === 0 ? 'inherited' : 'public';
    return { text: `@${word}`, word, anyOf: [] };
  }
  const anyOf = Array.from({ length: 1 + draw(3) }, () =>
    Array.from({ length: 1 + draw(3) }, () => words[draw(words.length)]!),
  );
  return { text: `@authorized(anyOf: ${JSON.stringify(anyOf)})`, word: 'authorized', anyOf };
}

/** Numbers below a bound, the same for the same seed (mulberry32). */
function drawing(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
