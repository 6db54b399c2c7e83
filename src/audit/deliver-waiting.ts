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
 * this one or any other. A round that fails is reported, and the next does its work.
 */
export function deliverWaiting(
  audit: AuditLog,
  collections: readonly Collection<Carrier>[],
  report: (what: string, cause: unknown) => void,
): Deliveries {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function round(): Promise<void> {
    try {
      for (const collection of collections) await audit.sweep(collection);
    } catch (error) {
      if (!stopped) report('audit records that wait could not be delivered', error);
    }
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
