import type { RelationInput } from './relation.js';

/** What a condition may look at: as a relation does, and the roles that stand beside it in the same clause. */
export interface ConditionInput<Context, Viewer> extends RelationInput<Context, Viewer> {
  readonly roles: readonly string[];
}

/** How a condition differs from a plain one. */
export interface ConditionOptions {
  /** Told as `extensions.reason` of the `FORBIDDEN` error where nothing but this condition is missing. */
  readonly reason?: string;
}

/**
 * What has to be true of the viewer, whatever the record: `recentLogin:15m`, `live`. It holds where `holds` gives `true`;
 * everything else, a thrown error included, is no. May need facts, which are asked beforehand.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- words of any application meet in one rule
export class Condition<Context = any, Viewer = any> {
  readonly name: string;
  readonly holds: (input: ConditionInput<Context, Viewer>) => boolean;
  readonly reason: string | undefined;

  constructor(
    name: string,
    holds: (input: ConditionInput<Context, Viewer>) => boolean,
    { reason }: ConditionOptions = {},
  ) {
    if (!/^[a-z][A-Za-z0-9]*(:[A-Za-z0-9]+)?$/.test(name)) {
      throw new TypeError(
        `A condition needs a name in camelCase, with a parameter behind a colon if it has one; what came is ${JSON.stringify(name)}.`,
      );
    }
    this.name = name;
    this.holds = holds;
    this.reason = reason;
  }
}
