import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { StartError } from '../../src/errors.js';
import { open, postText, read } from './raw-request.js';
import { smallServer } from './small-server.js';

describe('listen', () => {
  it('gives the address, with the port that was found for PORT=0', async () => {
    const server = await smallServer();
    const { url } = await server.listen();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ open }"}',
    });
    expect(await answer.json()).toEqual({ data: { open: 'for everybody' } });
    await server.close();
  });

  it('names the setting when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const server = await smallServer({ PORT: String((other.address() as AddressInfo).port) });
    await expect(server.listen()).rejects.toEqual(
      new StartError('PORT is in use by another program on this HOST; choose another'),
    );
    await server.close();
    other.close();
  });

  it.each(['192.0.2.1', 'nowhere.invalid'])('names the setting when HOST (%s) is not of this machine', async (host) => {
    const server = await smallServer({ HOST: host });
    const failure: unknown = await server.listen().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as StartError).message).toMatch(/^HOST /);
    expect((failure as StartError).message).not.toContain(host);
    await server.close();
  });
});

describe('close', () => {
  const slow = postText({ query: '{ slow }' });

  it('lets what runs finish, closes its connection, and takes nothing new', async () => {
    const server = await smallServer();
    const { url } = await server.listen();
    const [busy, idle] = [await open(url), await open(url)];
    busy.write(slow);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    const closed = server.close();
    const answer = await read(busy, () => false);
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*"at last"/);
    expect(performance.now() - started).toBeLessThan(2_000);
    await expect(open(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    idle.destroy();
  });

  it('cuts what is left after SHUTDOWN_TIMEOUT', async () => {
    const server = await smallServer({ SHUTDOWN_TIMEOUT: '50ms' });
    const { url } = await server.listen();
    const busy = await open(url);
    busy.write(slow);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    const answer = read(busy, () => false);
    await server.close();
    expect(performance.now() - started).toBeLessThan(250);
    expect(await answer).toBe('');
  });
});

describe('readiness', () => {
  it('follows the store, asks it at most every 250 ms, and gives it up after a second', async () => {
    let asked = 0;
    let answer: () => Promise<boolean> = async () => true;
    const server = await smallServer({}, { isReady: () => ((asked += 1), answer()) });
    const ready = async (): Promise<unknown> => {
      const response = await server.inject('/readyz');
      return [response.statusCode, response.body];
    };
    const later = (milliseconds = 300): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const unavailable = [
      503,
      '{"errors":[{"message":"The service is not available. Try again.","extensions":{"code":"SERVICE_UNAVAILABLE"}}]}',
    ];

    expect(await Promise.all([ready(), ready(), ready()])).toEqual(Array(3).fill([200, '{"status":"ready"}']));
    expect(asked).toBe(1);
    await later();
    answer = async () => {
      throw new Error('s3cret.mongo.example');
    };
    expect(await ready()).toEqual(unavailable);
    await later();
    answer = () => new Promise(() => undefined);
    const started = performance.now();
    expect(await ready()).toEqual(unavailable);
    expect(performance.now() - started).toBeLessThan(200);
    await later(1_300);
    answer = async () => true;
    expect(await ready()).toEqual([200, '{"status":"ready"}']);
    expect((await server.inject('/livez')).body).toBe('{"status":"alive"}');
    await server.close();
  });

  it('FR-09 is answered within 200 ms while the store hangs: for a second as before, then not ready', async () => {
    let answer: () => Promise<boolean> = async () => true;
    const server = await smallServer({}, { isReady: () => answer() });
    const statuses = new Set<number>();
    const probe = async (): Promise<number> => {
      const started = performance.now();
      const { statusCode } = await server.inject('/readyz');
      expect(performance.now() - started).toBeLessThan(200);
      statuses.add(statusCode);
      return statusCode;
    };
    expect(await probe()).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    answer = () => new Promise(() => undefined);
    expect(await probe()).toBe(200);
    for (const end = performance.now() + 2_000; performance.now() < end;) await probe();
    expect(await probe()).toBe(503);
    expect([...statuses]).toEqual([200, 503]);
    await server.close();
  });

  it('there are no public keys, and the set says so', async () => {
    const server = await smallServer();
    expect((await server.inject('/.well-known/jwks.json')).json()).toEqual({ keys: [] });
    await server.close();
  });
});
