// The public half of a denial: a code, a coordinate, how often. Nothing of the reason.
import { GraphQLError } from 'graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Denial } from './decision.js';

type Path = GraphQLResolveInfo['path'];

/** How many errors denials make: one for each selection, or one for each occurrence. */
export type DenialMode = 'per-selection' | 'per-path';

/** Errors that `per-path` makes in one operation; from there on occurrences are only counted. */
export const perPathLimit = 1_000;

/** The error of a refused selection; further occurrences raise its count and are `null`. */
export class Refusal {
  readonly error: GraphQLError;
  readonly #extensions: { code: string; coordinate: string; count: number; input?: string; reason?: string };
  #first: Path;

  /** `input` is the place in the arguments of what may not be sent. */
  constructor(coordinate: string, denial: Denial, info: GraphQLResolveInfo, input?: string) {
    const anonymous = denial.because === 'anonymous';
    this.#extensions = {
      code: anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      coordinate,
      count: 1,
      ...(input !== undefined && { input }),
      ...(denial.reason !== undefined && { reason: denial.reason }),
    };
    this.#first = info.path;
    this.error = new GraphQLError(anonymous ? 'Not signed in.' : 'Not allowed.', {
      nodes: info.fieldNodes,
      path: keysOf(info.path),
      extensions: this.#extensions,
    });
    // Not given to the constructor, which would put the fault's text into the stack that some servers send.
    if (denial.because === 'fault')
      Object.defineProperty(this.error, 'originalError', { value: asError(denial.fault) });
  }

  /** Counts one more occurrence. The path stays that of the first in the response's order, a reason that of all. */
  again(denial: Denial, info: GraphQLResolveInfo): null {
    this.#extensions.count += 1;
    if (denial.reason !== this.#extensions.reason) delete this.#extensions.reason;
    if (precedes(info.path, this.#first)) {
      this.#first = info.path;
      Object.assign(this.error, { path: keysOf(info.path) });
    }
    return null;
  }
}

/** The response keys and list indexes from the root. */
export function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

/** Whether one occurrence of a selection stands before another: only list indexes can differ, the outermost decides. */
function precedes(left: Path, right: Path): boolean {
  let before = false;
  for (let a: Path | undefined = left, b: Path | undefined = right; a && b && a !== b; a = a.prev, b = b.prev) {
    if (a.key !== b.key) before = a.key < b.key;
  }
  return before;
}

function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error('A rule threw something that is not an error.', { cause: fault });
}
