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

const records: readonly Row[] = Array.from({ length: 1_000 }, (_, n) => ({
  ...Object.fromEntries(allFields.map((field) => [field, `${field} of ${n}`])),
  ownerId: n % 2 === 0 ? 'even' : 'odd',
}));

/** The resolver of every root field. */
export function rowsOf(_: unknown, { count }: { count: number }): readonly Row[] {
  return records.slice(0, count);
}

/** The condition of the guarded fields of `OwnedRow`. */
export function owns({ viewer }: Context, row: Row): boolean {
  return row['ownerId'] === viewer.id;
}
