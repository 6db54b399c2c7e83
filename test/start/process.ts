// The program as a process, started as `npm start` does after the build.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  /** What it printed so far. */
  output(): { stdout: string; stderr: string };
  /** Resolves with the address of the ready line. */
  ready(): Promise<string>;
  exited: Promise<number | null>;
}

/** Starts `claimcheck` with nothing but these settings in its environment. */
export function start(environment: Record<string, string>, ...args: string[]): Started {
  const child = spawn(process.execPath, [main, ...(args.length > 0 ? args : ['serve'])], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', BCRYPT_COST: '4', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) =>
    child.on('exit', (code) => (running.delete(child), resolve(code))),
  );
  return {
    child,
    output: () => ({ stdout, stderr }),
    exited,
    ready: () =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const url = /^Ready on (\S+)$/m.exec(stdout)?.[1];
          if (url) resolve(url);
        };
        child.stdout.on('data', look);
        void exited.then((code) => reject(new Error(`exited with ${code} before it was ready: ${stderr}`)));
        look();
      }),
  };
}
