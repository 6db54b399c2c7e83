import type { FastifyInstance } from 'fastify';
import type { Environment } from '../context.js';
import { refuse } from './refusal.js';

const timeout = 1_000;
const freshness = 250;

/**
 * `/livez`: the process answers. `/readyz`: the store does too, within a second; the answer is kept for 250 ms, so that
 * probes do not add up to a load. Neither says more than that.
 */
export function addHealth(server: FastifyInstance, store: Pick<Environment['store'], 'ping'>): void {
  const ready = readiness(store);
  server.get('/livez', { exposeHeadRoute: true }, () => ({ status: 'alive' }));
  server.get('/readyz', { exposeHeadRoute: true }, async (request, reply) => {
    if (await ready()) return { status: 'ready' };
    return refuse(request, reply, { status: 503, code: 'SERVICE_UNAVAILABLE' });
  });
}

function readiness(store: Pick<Environment['store'], 'ping'>): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  return () => {
    answer ??= ask(store).finally(() => {
      setTimeout(() => (answer = undefined), freshness).unref();
    });
    return answer;
  };
}

async function ask(store: Pick<Environment['store'], 'ping'>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeout, false);
  });
  try {
    return await Promise.race([store.ping().then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
