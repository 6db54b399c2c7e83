import type { AuditLog, Carrier } from './audit-log.js';
import type { Collection } from '../database/port.js';

/** Milliseconds from the end of one round to the next. */
const pause = 10_000;

/** The rounds, begun. */
export interface Deliveries {
  stop(): void;
}

/**
 * Delivers, now and every ten seconds, the records that documents of these collections carry since a process broke off:
 * this one or any other. What fails is reported once a round, keeps nothing else waiting, and is tried again in the next.
 */
export function deliverWaiting(
  audit: AuditLog,
  collections: readonly Collection<Carrier>[],
  report: (what: string, cause: unknown) => void,
): Deliveries {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function round(): Promise<void> {
    const failures: unknown[] = [];
    for (const collection of collections) {
      await audit.sweep(collection).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0 && !stopped) report('audit records that wait could not be delivered', failures[0]);
    if (!stopped) timer = setTimeout(() => void round(), pause).unref();
  }

  void round();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
