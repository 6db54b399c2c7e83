// The records, viewers and fields that all subjects share.
export interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}

export interface Context {
  readonly viewer: Viewer;
}

export type Row = { readonly [field: string]: string | number };

export const openFields = ['id', 'name', 'email', 'phone', 'title', 'city', 'floor', 'since'] as const;
export const guardedFields = ['salary', 'bonus', 'bank', 'notes'] as const;
export const allFields = [...openFields, ...guardedFields];

export const viewers = {
  hr: { id: 'hr', roles: ['EMPLOYEE', 'HR'] },
  colleague: { id: 'even', roles: ['EMPLOYEE'] },
} satisfies { [name: string]: Viewer };

/** Made as far as somebody asked: what is not needed yet is not there for the garbage collector to walk through. */
const records: Row[] = [];

/** The resolver of every root field that is a list. */
export function rowsOf(_: unknown, { count }: { count: number }): readonly Row[] {
  while (records.length < count) records.push(record(records.length));
  return records.length === count ? records : records.slice(0, count);
}

/** The condition of the guarded fields of `OwnedRow`: it holds for every other row. */
export function owns({ viewer }: Context, row: Row): boolean {
  return row['ownerId'] === viewer.id;
}

/** A query for all twelve fields of so many rows. */
export function twelveFieldsOf(field: 'rows' | 'owned', count: number): string {
  return `{ ${field}(count: ${count}) { ${allFields.join(' ')} } }`;
}

function record(n: number): Row {
  return {
    ...Object.fromEntries(allFields.map((field) => [field, `${field} of ${n}`])),
    ownerId: n % 2 === 0 ? 'even' : 'odd',
  };
}
