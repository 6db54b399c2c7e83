// Keyset pagination: a page begins after a position in a fixed order and reads one row more than it shows.
import { ApiError } from '../errors.js';
import type { Cursors, Position } from './cursor.js';

/** How many rows a page has: unless asked for, and at most. */
export const pageSize = { default: 20, most: 100 } as const;

/** How far `totalCount` counts; beyond it is `null`. */
export const countLimit = 10_000;

/** One page, in the shape of a Relay connection. */
export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Asked only when `totalCount` is selected. */
  readonly count: () => Promise<number>;
}

/** What to read: rows after a position, one more than the page shows. */
export interface Range {
  readonly after: Position | undefined;
  readonly limit: number;
}

/** How rows become a page. */
export interface Listing<Node> {
  /** Where the cursors hold: the same list of the same viewer. */
  readonly binding: string;
  readonly positionOf: (node: Node) => Position;
  /** Leaves rows out of their page. The list goes on behind them. */
  readonly isShown: (node: Node) => boolean;
  readonly read: (range: Range) => Promise<readonly Node[]>;
  /** How many rows there are; may count no further than the limit. */
  readonly count: (limit: number) => Promise<number>;
}

/** Reads one page. Throws `BAD_USER_INPUT` for a size outside 1 to 100 and for a cursor of another list. */
export async function readPage<Node>(
  cursors: Cursors,
  { first, after }: { first: number | null; after?: string | null },
  listing: Listing<Node>,
): Promise<Page<Node>> {
  const size = checkedSize(first);
  const start = after === null || after === undefined ? undefined : cursors.open(listing.binding, after);
  const rows = await listing.read({ after: start, limit: size + 1 });
  const read = rows.slice(0, size);
  const nodes = read.filter(listing.isShown);
  const cursorOf = (node: Node): string => cursors.seal(listing.binding, listing.positionOf(node));
  const edges = nodes.map((node) => edgeTo(node, cursorOf));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: start !== undefined,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        const last = read.at(-1);
        return last === undefined ? null : cursorOf(last);
      },
    },
    count: () => listing.count(countLimit + 1),
  };
}

/** Sealed where it is asked for: most pages show the cursor of their last row and no other. */
function edgeTo<Node>(node: Node, cursorOf: (node: Node) => string): { readonly cursor: string; readonly node: Node } {
  return {
    node,
    get cursor() {
      return cursorOf(node);
    },
  };
}

/** `first` as asked for, or the default for `null`. Throws `BAD_USER_INPUT` outside 1 to 100. */
function checkedSize(first: number | null): number {
  const size = first ?? pageSize.default;
  const message = sizeProblem(size);
  if (message) throw new ApiError('BAD_USER_INPUT', { details: { fields: [{ path: 'first', message }] } });
  return size;
}

/** What is wrong with a page size; `undefined` for a good one. */
export function sizeProblem(size: number): string | undefined {
  if (Number.isInteger(size) && size >= 1 && size <= pageSize.most) return undefined;
  return `must be from 1 to ${pageSize.most}; what came is ${size}`;
}

/** Ties a cursor to a list: its coordinate, the viewer, and whatever else decides which rows are in it. */
export function bindingOf(
  coordinate: string,
  viewerId: string | undefined,
  ...rest: readonly (string | null)[]
): string {
  return JSON.stringify([coordinate, viewerId ?? null, ...rest]);
}
