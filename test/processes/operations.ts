// What the tests ask, and the answers that mean a refusal, whole.
import { expect } from '@jest/globals';
import type { Account, ServerProcess } from './cluster.js';
import type { Answer, Operation } from './request.js';

export const demoPassword = 'claimcheck-demo-only';

const payload = '{ accessToken refreshToken user { id roles } }';

export const me = '{ me { id } }';
/** Needs a viewer, and nothing of the store. */
export const viewerCan = '{ viewerCan(checks: [{ coordinate: "Query.users" }]) { allowed } }';
export const listUsers = '{ users(first: 1) { pageInfo { hasNextPage } } }';
export const logout = 'mutation ($token: String) { logout(refreshToken: $token) }';
export const logoutEverywhere = 'mutation { logoutEverywhere }';
export const revokeSession = 'mutation ($id: ID!) { revokeSession(id: $id) }';
export const setUserRoles =
  'mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { id roles } }';
export const disableUser = 'mutation ($id: ID!) { disableUser(id: $id) { id enabled } }';
export const enableUser = 'mutation ($id: ID!) { enableUser(id: $id) { id enabled } }';

/** What a sign-in gave. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
}

export function login({ email }: Pick<Account, 'email'>, password = demoPassword): Operation {
  const query = `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) ${payload} }`;
  return { query, variables: { email, password } };
}

export function refresh(token: unknown): Operation {
  return { query: `mutation ($token: String) { refresh(refreshToken: $token) ${payload} }`, variables: { token } };
}

export function changePassword(token: string, current: string, next: string): Operation {
  const query = `mutation ($current: String!, $next: String!) { changePassword(current: $current, new: $next) ${payload} }`;
  return { query, token, variables: { current, next } };
}

/** Sends one operation. */
export function send(to: ServerProcess, { query, token, variables }: Operation): Promise<Answer> {
  return to.ask(query, token, variables);
}

/** The tokens in an answer that has to be a success. */
export function tokensOf(answer: Answer): Tokens {
  const given = Object.values(answer.body.data ?? {})[0] as {
    accessToken: string;
    refreshToken: string;
    user: { roles: string[] };
  } | null;
  if (!given || answer.body.errors) throw new Error(`not signed in: ${JSON.stringify(answer)}`);
  const claims = JSON.parse(Buffer.from(given.accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
    sid: string;
  };
  return { access: given.accessToken, refresh: given.refreshToken, sessionId: claims.sid, roles: given.user.roles };
}

export async function signIn(to: ServerProcess, account: Pick<Account, 'email'>, password?: string): Promise<Tokens> {
  return tokensOf(await send(to, login(account, password)));
}

/** The demo company's administrator, signed in there. */
export async function administrator(to: ServerProcess): Promise<Tokens> {
  return signIn(to, { email: 'admin@claimcheck.example' });
}

/** The one answer to an access token that is not good. */
export const invalidToken: Answer = {
  status: 401,
  body: { errors: [{ message: 'The access token is not valid.', extensions: { code: 'INVALID_TOKEN' } }] },
};

/** The one answer to a refresh token that is not good. */
export const refreshRefused = refusal('refresh', 'INVALID_REFRESH_TOKEN', 'The refresh token is not valid.');

/** The one answer to a login that failed. */
export const loginRefused = refusal('login', 'INVALID_CREDENTIALS', 'Wrong e-mail address or password.');

/** The answer of a request that is refused whole because the store cannot be asked. */
export const unavailable: Answer = {
  status: 503,
  body: {
    errors: [{ message: 'The service is not available. Try again.', extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  },
};

/** The answer whose one root field failed with that code. */
export function refusal(field: string, code: string, message: string): Answer {
  const locations = [{ line: 1, column: expect.any(Number) }];
  const extensions = { code, ...(code === 'FORBIDDEN' && { coordinate: `Mutation.${field}`, count: 1 }) };
  return {
    status: 200,
    body: { data: { [field]: null }, errors: [{ message, locations, path: [field], extensions }] },
  };
}

/** What `me` answers to that account. */
export function meIs({ id }: Pick<Account, 'id'>): Answer {
  return { status: 200, body: { data: { me: { id } } } };
}

/** The refresh token is refused by each of these processes. */
export async function expectNoRefresh(token: string, ...by: readonly ServerProcess[]): Promise<void> {
  for (const each of by) expect(await send(each, refresh(token))).toEqual(refreshRefused);
}
