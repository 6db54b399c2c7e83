// The limits as a client meets them.
import { afterEach, describe, expect, it } from '@jest/globals';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';

const noon = Date.UTC(2026, 10, 23, 12);
let now = noon;
let running: Running;
afterEach(() => running.stop());

const start = async (environment: Record<string, string> = {}) => {
  now = noon;
  running = await startApplication({ LOGIN_LIMIT_PAIR: '3/15m', ...environment }, () => now);
};
const login = (password: string, name = 'employee', headers: Record<string, string> = {}) =>
  running.post(
    JSON.stringify({
      query: `mutation { login(email: "${name}@claimcheck.example", password: "${password}") { tokenType } }`,
    }),
    headers,
  );
const limited = {
  data: { login: null },
  errors: [
    {
      message: 'Too many attempts. Try again later.',
      locations: [{ line: 1, column: 12 }],
      path: ['login'],
      extensions: { code: 'RATE_LIMITED', retryAfter: 900 },
    },
  ],
};

describe('over HTTP', () => {
  it('PW-24 a limit answers with the seconds to wait, for the right password and for nobody’s account alike', async () => {
    await start();
    for (const name of ['employee', 'nobody']) {
      for (let count = 0; count < 3; count += 1)
        expect((await login('not the right password', name)).body.errors).toMatchObject([
          { extensions: { code: 'INVALID_CREDENTIALS' } },
        ]);
      const { status, body } = await login(demoPassword, name);
      expect([status, body]).toEqual([200, limited]);
    }
    expect((await login(demoPassword, 'manager')).body).toEqual({ data: { login: { tokenType: 'Bearer' } } });
    now += 15 * 60_000;
    expect((await login(demoPassword)).body).toEqual({ data: { login: { tokenType: 'Bearer' } } });
  });

  it('PW-23 a header that names another address fools no limit', async () => {
    await start();
    const from = (index: number) => ({ 'x-forwarded-for': `203.0.113.${index}`, 'x-real-ip': `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` }); // prettier-ignore
    for (let index = 0; index < 3; index += 1) await login('not the right password', 'employee', from(index));
    expect((await login(demoPassword, 'employee', from(9))).body).toEqual(limited);
  });

  it('PW-23 behind one trusted proxy its last word counts, whatever the client put before it', async () => {
    await start({ TRUST_PROXY: '1' });
    const from = (client: string, index: number) => ({ 'x-forwarded-for': `203.0.113.${index}, ${client}` });
    for (let index = 0; index < 3; index += 1)
      await login('not the right password', 'employee', from('192.0.2.1', index));
    expect((await login(demoPassword, 'employee', from('192.0.2.1', 9))).body).toEqual(limited);
    expect((await login(demoPassword, 'employee', from('192.0.2.2', 9))).body).toEqual({
      data: { login: { tokenType: 'Bearer' } },
    });
  });

  it('a store that fails lets nobody try', async () => {
    await start();
    const { store } = running.application;
    await store.close();
    const { body } = await login(demoPassword);
    expect(body).toMatchObject({ data: { login: null }, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
  });
});
