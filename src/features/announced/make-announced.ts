// A change may stand only while something is so on other records: a manager has to be there and below nobody whom they are
// to lead, a leaver must lead nobody. Nothing holds several documents still, so such a change is first announced on its
// own document, then looks at the others, and is then made, if it is still announced. Of two changes that exclude each
// other, whichever looks last sees what the other has announced or made: both cannot go through. A reader never sees what
// is only announced; what a crash leaves of it is withdrawn, and then cannot be made any more.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ApiError } from '../../errors.js';

/** The steps of one announced change of one document. */
export interface AnnouncedChange<Changed> {
  /** Writes the announcement; `false`: the document was changed since it was read, or carries another announcement. */
  announce(pendingId: string): Promise<boolean>;
  /** Throws when the change may not be made. */
  look(): Promise<void>;
  /** Makes the change, if the document still carries the announcement; `null`: it does not. */
  make(pendingId: string): Promise<Changed | null>;
  /** Takes the announcement back. */
  withdraw(pendingId: string): Promise<unknown>;
}

const attempts = 8;
const longestPause = 40;

/** Only something announced stands against a change: it may be withdrawn, so the change is tried again. */
export class ContendedError extends ApiError {
  constructor() {
    super('CONFLICT');
    this.name = 'ContendedError';
  }
}

/**
 * Announces, looks and makes the change; again when another came between. `change` reads the document anew each time, and
 * answers `null` when there is nothing to change (any more). What it and `look` throw is thrown, but a `ContendedError`.
 *
 * @throws {ApiError} `CONFLICT` when others keep changing it.
 */
export async function makeAnnounced<Changed>(
  change: () => Promise<AnnouncedChange<Changed> | null>,
): Promise<Changed | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await setTimeout(Math.random() * longestPause);
    const steps = await change();
    if (!steps) return null;
    const pendingId = randomUUID();
    if (!(await steps.announce(pendingId))) continue;
    try {
      const changed = await lookAndMake(steps, pendingId);
      if (changed !== null) return changed;
    } catch (error) {
      if (!(error instanceof ContendedError)) throw error;
    }
  }
  throw new ApiError('CONFLICT');
}

async function lookAndMake<Changed>(steps: AnnouncedChange<Changed>, pendingId: string): Promise<Changed | null> {
  try {
    await steps.look();
    const changed = await steps.make(pendingId);
    if (changed === null) await steps.withdraw(pendingId);
    return changed;
  } catch (error) {
    // Where that fails too, the announcement lapses by itself.
    await Promise.allSettled([steps.withdraw(pendingId)]);
    throw error;
  }
}

/** A change that needs nothing to be so elsewhere, as a step of `makeAnnounced`: it is made at once. */
export function unannounced<Changed>(make: () => Promise<Changed | null>): AnnouncedChange<Changed> {
  const done = () => Promise.resolve();
  return { announce: () => Promise.resolve(true), look: done, make, withdraw: done };
}
