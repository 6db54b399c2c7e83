// The real application for tests: settings, store, features, schema and a listening server.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApplication } from '../src/app.js';
import type { Application, ApplicationParts } from '../src/app.js';
import { readSettings } from '../src/config/settings.js';
import type { Clock } from '../src/context.js';
import { demo } from '../src/features/demo.js';
import { directory } from '../src/features/directory.js';

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: { data?: Record<string, unknown> | null; errors?: Record<string, unknown>[] };
}

export interface Running {
  readonly application: Application;
  readonly url: string;
  /** Posts an operation; `token` goes into the Authorization header. */
  ask(query: string, token?: string | null, variables?: Record<string, unknown>): Promise<Answer>;
  /** Posts anything. */
  post(body: string, headers?: Record<string, string>): Promise<Answer>;
  /** The access token of a demo account; `null` for `anonymous`. */
  tokenOf(account: string): Promise<string | null>;
  /** Signs in anew from now on: the tokens may have been revoked. */
  forgetTokens(): void;
  stop(): Promise<void>;
}

export const demoPassword = 'claimcheck-demo-only';

/** Starts the application on a free port with the demo company: on a MongoDB with a URI, else on the embedded store. */
export async function startApplication(
  environment: Record<string, string> = {},
  clock?: Clock,
  logger: ApplicationParts['logger'] = pino({ level: 'silent' }),
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
  const settings = readSettings({
    NODE_ENV: 'test', DATA_DIR: folder, PORT: '0', SEED: 'demo', SEED_EMPLOYEES: '40', BCRYPT_COST: '4', LOG_LEVEL: 'silent',
    LOGIN_LIMIT_PAIR: 'off', LOGIN_LIMIT_ACCOUNT: 'off', LOGIN_LIMIT_ADDRESS: 'off',
    ...environment,
  }); // prettier-ignore
  const application = await createApplication({
    settings,
    logger,
    features: [directory],
    demo,
    ...(clock && { clock }),
  });
  const { url } = await application.server.listen();
  const tokens = new Map<string, string | null>([['anonymous', null]]);

  const post: Running['post'] = async (body, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer['body'] };
  };
  const ask: Running['ask'] = (query, token, variables) =>
    post(JSON.stringify({ query, ...(variables && { variables }) }), token ? { authorization: `Bearer ${token}` } : {});

  return {
    application,
    url,
    ask,
    post,
    async tokenOf(account) {
      const known = tokens.get(account);
      if (known !== undefined) return known;
      const { body } = await ask(
        `mutation { login(email: "${account}@claimcheck.example", password: "${demoPassword}") { accessToken } }`,
      );
      const token = (body.data?.['login'] as { accessToken: string }).accessToken;
      tokens.set(account, token);
      return token;
    },
    forgetTokens() {
      tokens.clear();
      tokens.set('anonymous', null);
    },
    async stop() {
      await application.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
