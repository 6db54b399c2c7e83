/** What a fact may ask with. */
export interface FactInput<Context, Viewer> {
  readonly viewer: Viewer;
  readonly context: Context;
}

/**
 * What a relation has to ask the store for. Asked at most once an operation and viewer (in a mutation once a root
 * field), before the root field runs, and only if a selected coordinate needs it; so every check of a record is
 * synchronous. A fact that cannot be learned fails the root field: nothing is decided on a guess.
 */
export class Fact<Value, Context, Viewer> {
  readonly name: string;
  readonly ask: (input: FactInput<Context, Viewer>) => Promise<Value> | Value;

  constructor(name: string, ask: (input: FactInput<Context, Viewer>) => Promise<Value> | Value) {
    this.name = name;
    this.ask = ask;
  }
}
