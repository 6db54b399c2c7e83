import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, memoryTokenStore, ClaimcheckError, NetworkError, SignedOut } from '../../src/client/client.js';
import type { Client, ClientOptions, TokenStore } from '../../src/client/client.js';
import { door, minute, password, startServer, wire } from './fixture.js';
import type { Server, Wire } from './fixture.js';

let server: Server;
let line: Wire;
let store: TokenStore;
let endings: number;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

beforeEach(() => {
  line = wire();
  store = memoryTokenStore();
  endings = 0;
});

function client(options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: server.url,
    fetch: line.fetch,
    store,
    onSignedOut: () => void (endings += 1),
    ...options,
  });
}

async function signedIn(name: string, options: Partial<ClientOptions> = {}): Promise<Client> {
  const created = client(options);
  await created.signIn(addressOf(name), password);
  line.sent.length = 0;
  return created;
}

function addressOf(name: string): string {
  return `${name}@claimcheck.example`;
}

/** The same tokens in other hands. */
function copyOf({ read }: TokenStore): TokenStore {
  const copy = memoryTokenStore();
  copy.write(read());
  return copy;
}

async function emailOf(someone: Client): Promise<string | null | undefined> {
  return (await someone.me()).data.me?.email;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const twenty = Array.from({ length: 20 });

describe('renewal', () => {
  it('happens once for twenty callers whose token has expired, and each request is repeated once', async () => {
    const manager = await signedIn('manager');
    server.advance(16 * minute);
    const answers = await Promise.all(twenty.map(() => manager.employees({ first: 3 })));
    expect(answers.map(({ data }) => data.employees?.nodes.length)).toEqual(twenty.map(() => 3));
    expect([line.count('employees'), line.count('refresh')]).toEqual([40, 1]);
    expect(new Set(line.sent.slice(21).map(({ authorization }) => authorization)).size).toBe(1);
  });

  it('comes ahead of the expiry that the server announced, so that nothing is refused', async () => {
    const manager = await signedIn('manager', { clock: server.clock });
    server.advance(14 * minute);
    await Promise.all(twenty.map(() => manager.me()));
    expect([line.count('me'), line.count('refresh')]).toEqual([20, 1]);
    expect(line.sent[0]?.operation).toBe('refresh');
  });

  it('is not repeated for a refusal that comes late: that request only goes out again', async () => {
    const manager = await signedIn('manager');
    server.advance(16 * minute);
    const late = door();
    line.afterNext('departments', late.wait);
    const departments = manager.departments();
    await late.reached;
    await manager.me();
    expect(line.count('refresh')).toBe(1);
    late.open();
    expect((await departments).data.departments).toHaveLength(5);
    expect([line.count('departments'), line.count('refresh')]).toEqual([2, 1]);
  });

  it('is not tried again when the new token is refused too: the refusal is the answer', async () => {
    const manager = await signedIn('manager');
    server.advance(16 * minute);
    line.afterNext('refresh', () => server.advance(16 * minute));
    await expect(manager.me()).rejects.toMatchObject({
      name: 'ClaimcheckError',
      code: 'INVALID_TOKEN',
      extensions: { reason: 'EXPIRED' },
    });
    expect(line.sent.map(({ operation }) => operation)).toEqual(['me', 'refresh', 'me']);
    expect(await emailOf(manager)).toBe(addressOf('manager'));
  });

  it('serves all clients that share a store', async () => {
    const first = await signedIn('manager');
    const second = client();
    server.advance(16 * minute);
    await first.me();
    expect(await emailOf(second)).toBe(addressOf('manager'));
    expect(line.count('refresh')).toBe(1);
  });

  it.each([14, 16])(
    'without an answer of the server keeps the session, and all callers learn of it (minute %d)',
    async (minutes) => {
      const manager = await signedIn('manager', { clock: server.clock });
      server.advance(minutes * minute);
      line.cut('refresh');
      const failures = await Promise.all(twenty.map(() => failureOf(manager.me())));
      expect(failures.every((failure) => failure instanceof NetworkError)).toBe(true);
      expect([line.count('refresh'), line.count('me'), endings]).toEqual([1, 0, 0]);
      line.cut();
      expect(await emailOf(manager)).toBe(addressOf('manager'));
    },
  );

  it('without an answer after a refusal keeps the session too', async () => {
    const manager = await signedIn('manager');
    server.advance(16 * minute);
    line.cut('refresh');
    expect(await failureOf(manager.me())).toBeInstanceOf(NetworkError);
    expect(line.sent.map(({ operation }) => operation)).toEqual(['me', 'refresh']);
    line.cut();
    expect(await emailOf(manager)).toBe(addressOf('manager'));
  });
});

describe('the end of a session', () => {
  it('that another client brought about is one SignedOut for each caller; after it the client is anonymous', async () => {
    const manager = await signedIn('manager');
    await client({ store: copyOf(store) }).signOut();
    const failures = await Promise.all(twenty.map(() => failureOf(manager.me())));
    expect(failures.every((failure) => failure instanceof SignedOut)).toBe(true);
    expect([line.count('refresh'), endings, store.read()]).toEqual([1, 1, undefined]);
    expect(await manager.me()).toMatchObject({
      data: { me: null },
      denials: [{ code: 'UNAUTHENTICATED', coordinate: 'Query.me' }],
    });
  });

  it('by signOut is known to the server: a copy of the tokens serves nobody', async () => {
    const manager = await signedIn('manager');
    const copy = copyOf(store);
    await manager.signOut();
    expect([store.read(), endings]).toEqual([undefined, 0]);
    await expect(client({ store: copy }).me()).rejects.toBeInstanceOf(SignedOut);
  });

  it('by signOut without a network is an end here, and says that the server did not hear of it', async () => {
    const manager = await signedIn('manager');
    line.cut('logout');
    await expect(manager.signOut()).rejects.toBeInstanceOf(NetworkError);
    expect(store.read()).toBeUndefined();
  });

  it('by signOut when nobody is signed in sends nothing', async () => {
    await client().signOut();
    expect(line.sent).toEqual([]);
  });
});

describe('answers that come late', () => {
  it('a refresh does not bring back a session that signOut ended, here or on the server', async () => {
    const manager = await signedIn('manager');
    const copy = copyOf(store);
    server.advance(16 * minute);
    const held = door();
    line.afterNext('refresh', held.wait);
    const waiting = failureOf(manager.me());
    await held.reached;
    await manager.signOut();
    held.open();
    expect(await waiting).toBeInstanceOf(SignedOut);
    expect([store.read(), endings]).toEqual([undefined, 0]);
    await expect(client({ store: copy }).me()).rejects.toBeInstanceOf(SignedOut);
  });

  it('a refresh does not overwrite a later sign-in, and no request of the one user is sent as the other', async () => {
    const someone = await signedIn('manager');
    server.advance(16 * minute);
    const held = door();
    line.afterNext('refresh', held.wait);
    const waiting = failureOf(someone.employees());
    await held.reached;
    await someone.signIn(addressOf('hr'), password);
    held.open();
    expect(await waiting).toBeInstanceOf(SignedOut);
    expect(line.count('employees')).toBe(1);
    expect([await emailOf(someone), endings]).toEqual([addressOf('hr'), 0]);
  });

  it('a refused refresh does not end a later session', async () => {
    const someone = await signedIn('manager');
    await client({ store: copyOf(store) }).signOut();
    const held = door();
    line.afterNext('refresh', held.wait);
    const waiting = failureOf(someone.me());
    await held.reached;
    await someone.signIn(addressOf('hr'), password);
    held.open();
    expect(await waiting).toBeInstanceOf(SignedOut);
    expect([await emailOf(someone), endings]).toEqual([addressOf('hr'), 0]);
  });

  it('of two sign-ins the later call wins, whichever answer comes first', async () => {
    const someone = client();
    const held = door();
    line.afterNext('login', held.wait);
    const earlier = failureOf(someone.signIn(addressOf('manager'), password));
    await held.reached;
    await someone.signIn(addressOf('hr'), password);
    held.open();
    expect(await earlier).toBeInstanceOf(SignedOut);
    expect(await emailOf(someone)).toBe(addressOf('hr'));
    expect(line.count('logout')).toBe(1);
  });

  it('a sign-in does not outlive a signOut that was called after it', async () => {
    const someone = client();
    const held = door();
    line.afterNext('login', held.wait);
    const signIn = failureOf(someone.signIn(addressOf('manager'), password));
    await held.reached;
    await someone.signOut();
    held.open();
    expect(await signIn).toBeInstanceOf(SignedOut);
    expect(store.read()).toBeUndefined();
  });
});

describe('signing in', () => {
  it('answers the account', async () => {
    expect(await client().signIn(addressOf('hr'), password)).toEqual({
      id: 'user-hr',
      email: addressOf('hr'),
      roles: ['EMPLOYEE', 'HR'],
    });
  });

  it('with a wrong password changes nothing, and the error does not repeat the password', async () => {
    const manager = await signedIn('manager');
    const failure = await failureOf(manager.signIn(addressOf('hr'), 'not-the-password'));
    expect(failure).toBeInstanceOf(ClaimcheckError);
    expect(failure).toMatchObject({ code: 'INVALID_CREDENTIALS', path: ['login'] });
    expect((failure as Error).cause).toBeUndefined();
    expect(String((failure as Error).stack) + JSON.stringify(failure)).not.toContain('not-the-password');
    expect(await emailOf(manager)).toBe(addressOf('manager'));
  });

  it('refreshing and signing out carry no access token; everything else does', async () => {
    const manager = client();
    await manager.signIn(addressOf('manager'), password);
    server.advance(16 * minute);
    await manager.me();
    await manager.signOut();
    await manager.me();
    expect(line.sent.map(({ operation, authorization }) => [operation, authorization?.slice(0, 7) ?? null])).toEqual([
      ['login', null],
      ['me', 'Bearer '],
      ['refresh', null],
      ['me', 'Bearer '],
      ['logout', null],
      ['me', null],
    ]);
  });
});
