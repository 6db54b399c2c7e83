// A MongoDB server for tests: the one of MONGODB_URI, else a SecantusDB of our own (a tool, never a dependency).
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

/** A server that answers. */
export interface MongoServer {
  uri: string;
  /**
   * The server's URI naming a database that nobody has used; it is dropped by `stop`. What is sent can be watched
   * (`recordCommands`).
   */
  freshUri(): string;
  stop(): Promise<void>;
}

/**
 * Starts a server, or finds the one of `MONGODB_URI`; resolves when it answers. Resolves with `undefined` when none is
 * to be had: no `MONGODB_URI`, and no `secantusd-py` at `SECANTUSDB`, on the `PATH`, or in `.secantus/bin`. With
 * `REQUIRE_MONGO=1` that is an error.
 */
export async function startMongo(): Promise<MongoServer | undefined> {
  const given = process.env['MONGODB_URI'];
  if (given) return serverAt(given, async () => undefined);
  const binary = findBinary();
  if (binary) return startBinary(binary);
  if (process.env['REQUIRE_MONGO'] === '1')
    throw new Error('REQUIRE_MONGO=1, but there is no MongoDB server: set MONGODB_URI or SECANTUSDB');
  return undefined;
}

/** A server of our own that can be killed, and started again on what it has stored. */
export interface MortalMongo {
  /** The port since the last start: a new one each time. */
  port(): number;
  /** SIGKILL. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; `undefined` where none of our own is to be had. */
export async function startMortalMongo(): Promise<MortalMongo | undefined> {
  const binary = findBinary();
  if (!binary) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-mortal-mongo-'));
  let running = await startIn(binary, folder);
  return {
    port: () => running.port,
    kill: () => ended(running.child),
    async revive() {
      running = await startIn(binary, folder);
    },
    async stop() {
      await ended(running.child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startBinary(binary: string): Promise<MongoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-mongo-'));
  const clear = () => rm(folder, { recursive: true, force: true });
  try {
    const { port, child } = await startIn(binary, folder);
    return serverAt(uriOf(port), async () => {
      await ended(child);
      await clear();
    });
  } catch (error) {
    await clear();
    throw error;
  }
}

function uriOf(port: number): string {
  return `mongodb://127.0.0.1:${port}/`;
}

async function startIn(binary: string, folder: string): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort();
  const flags = ['--port', String(port), '--storage-path', folder, '--sync-on-commit', '--log-level', 'ERROR'];
  const child = spawn(binary, flags, { stdio: 'ignore', cwd: folder });
  try {
    await untilAnswering(uriOf(port), child);
  } catch (error) {
    await ended(child);
    throw error;
  }
  return { port, child };
}

function serverAt(uri: string, end: () => Promise<void>): MongoServer {
  const used: string[] = [];
  const freshUri = () => {
    const name = `claimcheck_test_${randomUUID().replaceAll('-', '')}`;
    used.push(name);
    const fresh = new URL(uri);
    fresh.pathname = `/${name}`;
    fresh.searchParams.set('monitorCommands', 'true');
    return fresh.href;
  };
  const stop = async () => {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1_000 });
    // A test may have killed the server: then there is nothing to drop.
    await Promise.all(used.map((name) => client.db(name).dropDatabase())).catch(() => undefined);
    await client.close();
    await end();
  };
  return { uri, freshUri, stop };
}

function findBinary(): string | undefined {
  const named = process.env['SECANTUSDB'];
  if (named) return resolve(named);
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), resolve('.secantus/bin')];
  return folders.map((folder) => join(folder, 'secantusd-py')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  const { port } = listener.address() as AddressInfo;
  await new Promise((closed) => listener.close(closed));
  return port;
}

async function untilAnswering(uri: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 15_000;
  let failure: unknown;
  child.once('error', (error) => (failure = error));
  while (failure === undefined && child.exitCode === null && Date.now() < deadline) {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, connectTimeoutMS: 500 });
    try {
      await client.db('admin').command({ ping: 1 });
      return;
    } catch {
      await sleep(100);
    } finally {
      await client.close();
    }
  }
  throw new Error('the MongoDB server for tests did not start', { cause: failure });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await exit;
}
