// What a resolver is told to read, so that denied values never leave the database.
import type { Checks } from './relation.js';
import type { RowFilter } from './rows.js';
import type { AnyViewer } from './viewer.js';

/** What to read of the records of one type. */
export interface RecordProjection {
  /** The schema's fields that are selected and may be read, perhaps depending on the record. */
  readonly fields: ReadonlySet<string>;
  /** Keys of the record: those that these fields read, and those on which a rule of a selected field decides. */
  readonly keys: ReadonlySet<string>;
  /**
   * Those of `keys` that are to be read only of records that fulfil one of these lists of checks, all of it: every selected
   * field that reads the key is refused on all others. What rules decide on is never among them. Whoever needs a key for
   * something else, as an order does for its cursors, reads it besides.
   */
  readonly onlyIf: ReadonlyMap<string, readonly Checks[]>;
  /** The records that the viewer may meet: has to become part of the query, counts included. */
  readonly rows: RowFilter;
}

/**
 * What to read of the records that a resolver returns, and for whom. Of several types it is the sum; `rows` then throws
 * unless they are the same for all, and `of` tells the types apart. Resolvers below still check each record.
 */
export interface Projection<Viewer extends AnyViewer = AnyViewer> extends RecordProjection {
  /** The request's viewer, or below a sign-in the user whom it signs in. */
  readonly viewer: Viewer | null;
  /** The part of one type; `undefined` where the viewer may not meet its records at all. */
  of(type: string): RecordProjection | undefined;
}
