import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../../test/start/process.js';
import { demoPassword } from '../../test/application.js';

/** The cost of every hash. */
export const cost = 12;

/** A server in a process of its own, and what is asked of it. */
export interface Server {
  /** One login; throws when it does not succeed. */
  login(): Promise<void>;
  /** One signed-in query. */
  query(): Promise<void>;
  stop(): Promise<void>;
}

const accounts = ['admin', 'auditor', 'hr', 'manager', 'employee'];
/** Signs in once: logins of an account end its oldest sessions. */
const asking = 'stranger';

/** Starts the demo company without limits on logins. `preload`: a module that the process imports first. */
export async function startServer(preload?: URL): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
  const process = start({
    DATA_DIR: folder,
    PORT: '0',
    SEED_EMPLOYEES: '40',
    BCRYPT_COST: String(cost),
    LOGIN_LIMIT_PAIR: 'off',
    LOGIN_LIMIT_ACCOUNT: 'off',
    LOGIN_LIMIT_ADDRESS: 'off',
    ...(preload && { NODE_OPTIONS: `--import ${preload.href}` }),
  });
  const url = await process.ready();
  const ask = async (query: string, token?: string): Promise<Record<string, { accessToken: string }>> => {
    const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const headers = { 'content-type': 'application/json', ...authorization };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { data, errors } = (await response.json()) as {
      data: Record<string, { accessToken: string }>;
      errors?: unknown;
    };
    if (errors !== undefined) throw new Error(`The server refused: ${JSON.stringify(errors)}`);
    return data;
  };
  let logins = 0;
  const login = async (account: string): Promise<string> => {
    const { login: payload } = await ask(
      `mutation { login(email: "${account}@claimcheck.example", password: "${demoPassword}") { accessToken } }`,
    );
    return payload!.accessToken;
  };
  const token = await login(asking);
  return {
    login: async () => void (await login(accounts[(logins += 1) % accounts.length]!)),
    query: async () => void (await ask('{ me { id email roles } serverInfo { name } }', token)),
    async stop() {
      process.child.kill('SIGKILL');
      await process.exited;
      await rm(folder, { recursive: true });
    },
  };
}
