import type { FastifyInstance } from 'fastify';
import { refuse } from './refusal.js';

/** Resolves with whether the process is ready; a rejection says that it is not. */
export type IsReady = () => Promise<boolean>;

const timeout = 1_000;
const freshness = 250;
const patience = 100;

/**
 * `/livez`: the process answers. `/readyz`: it can do its work too, as `isReady` tells within a second (the store answers,
 * and revocations are learned); the answer is kept for 250 ms, so that probes do not add up to a load. A probe is answered
 * within 100 ms also when the store hangs: until the second is over, with what was known before. Neither says more.
 */
export function addHealth(server: FastifyInstance, isReady: IsReady): void {
  const ready = readiness(isReady);
  server.get('/livez', { exposeHeadRoute: true }, () => ({ status: 'alive' }));
  server.get('/readyz', { exposeHeadRoute: true }, async (request, reply) => {
    if (await ready()) return { status: 'ready' };
    return refuse(request, reply, { status: 503, code: 'SERVICE_UNAVAILABLE' });
  });
}

function readiness(isReady: IsReady): () => Promise<boolean> {
  let known = false;
  let asking: Promise<boolean> | undefined;
  return async () => {
    asking ??= ask(isReady).then((answer) => {
      setTimeout(() => (asking = undefined), freshness).unref();
      return (known = answer);
    });
    return within(patience, asking, () => known);
  };
}

/** What the promise gives in that time, else what is known when it is over. */
async function within(milliseconds: number, answer: Promise<boolean>, otherwise: () => boolean): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), milliseconds);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function ask(isReady: IsReady): Promise<boolean> {
  const answered = isReady().catch(() => false);
  return within(timeout, answered, () => false);
}
