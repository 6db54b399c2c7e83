// The real application on a port of its own, and a wire to it that counts, holds up and cuts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApplication } from '../../src/app.js';
import { readSettings } from '../../src/config/settings.js';
import { demo } from '../../src/features/demo.js';
import { directory } from '../../src/features/directory.js';

export const password = 'claimcheck-demo-only';
export const minute = 60_000;

export interface Server {
  readonly url: string;
  /** Stands still until it is advanced. */
  clock(): number;
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-client-'));
  const settings = readSettings({
    NODE_ENV: 'test',
    DATA_DIR: folder,
    PORT: '0',
    SEED: 'demo',
    SEED_EMPLOYEES: '40',
    BCRYPT_COST: '4',
  });
  let now = Date.UTC(2026, 10, 22, 12);
  const clock = (): number => now;
  const application = await createApplication({
    settings,
    logger: pino({ level: 'silent' }),
    features: [directory],
    demo,
    clock,
  });
  const { url } = await application.server.listen();
  return {
    url: `${url}/graphql`,
    clock,
    advance: (milliseconds) => void (now += milliseconds),
    async close() {
      await application.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** One request as it was sent. */
export interface Sent {
  readonly operation: string;
  readonly authorization: string | null;
}

type Hook = () => unknown;

export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  readonly sent: Sent[];
  count(operation: string): number;
  /** Runs once, when the next answer to that operation has come and nobody has seen it yet. */
  afterNext(operation: string, hook: Hook): void;
  /** From now on requests for these operations go to a port at which nothing listens. */
  cut(...operations: string[]): void;
}

const nothingListens = 'http://127.0.0.1:1/graphql';

export function wire(): Wire {
  const sent: Sent[] = [];
  const hooks = new Map<string, Hook>();
  let cut: readonly string[] = [];
  return {
    sent,
    count: (operation) => sent.filter((each) => each.operation === operation).length,
    afterNext: (operation, hook) => void hooks.set(operation, hook),
    cut: (...operations) => void (cut = operations),
    async fetch(address, init) {
      const { operationName: operation } = JSON.parse(init?.body as string) as { operationName: string };
      sent.push({ operation, authorization: new Headers(init?.headers).get('authorization') });
      const answer = await fetch(cut.includes(operation) ? nothingListens : address, init);
      const hook = hooks.get(operation);
      hooks.delete(operation);
      await hook?.();
      return answer;
    },
  };
}

/** A door that others wait at until it is opened; `reached` resolves when the first one stands there. */
export function door(): {
  readonly wait: () => Promise<void>;
  readonly reached: Promise<void>;
  readonly open: () => void;
} {
  let open = (): void => undefined;
  let reach = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    wait() {
      reach();
      return opened;
    },
    reached,
    open: () => open(),
  };
}
