import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { rounded } from '../measure.js';
import type { Result } from '../measure.js';
import { seed } from './company.js';

/** The resident memory of a process that has opened an embedded store, and how long it took from the process's start. */
export async function residentMemory(): Promise<Result[]> {
  const [few, many] = [await opened(1_000), await opened(100_000)];
  return [few, many].map(({ name, bytes, milliseconds }) => ({
    case: 'opened, resident memory',
    subject: name,
    medianMs: rounded(milliseconds, 0),
    baseline: few.name,
    ratio: rounded(bytes / few.bytes, 2),
    bytes,
  }));
}

async function opened(employees: number): Promise<{ name: string; bytes: number; milliseconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'claimcheck-bench-'));
  try {
    const store = await openEmbedded(folder);
    await seed(store, employees);
    await store.close();
    const child = fork(new URL('./resident-memory.js', import.meta.url), [folder]);
    const exit = once(child, 'exit');
    const [answer] = (await Promise.race([
      once(child, 'message'),
      exit.then(([code]) => Promise.reject(new Error(`The process that opens a store ended with ${String(code)}.`))),
    ])) as [{ bytes: number; milliseconds: number }];
    await exit;
    return { name: `with ${employees.toLocaleString('en')}`, ...answer };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
