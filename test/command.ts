// Commands of the program: as a process of its own, or run within the test, which takes a twentieth of the time.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { run } from '../src/cli/run.js';
import { settingNames } from '../src/config/settings.js';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** What is left of a command: its exit code, and what it printed. */
export interface Ended {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `claimcheck` in a folder as a process, with nothing but these settings in its environment. */
export function inProcess(cwd: string, environment: Record<string, string>, ...args: string[]): Promise<Ended> {
  return ended(process.execPath, [main, ...args], cwd, environment);
}

/** Runs the same within this process: the folder and the settings are changed for as long as it takes. */
export async function command(cwd: string, environment: Record<string, string>, ...args: string[]): Promise<Ended> {
  const { exitCode } = process;
  const folder = process.cwd();
  const printed = { stdout: '', stderr: '' };
  const take = (to: keyof typeof printed, end: string) => (text: unknown) => {
    printed[to] += `${typeof text === 'string' ? text : inspect(text)}${end}`;
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(take('stdout', '')),
    jest.spyOn(process.stderr, 'write').mockImplementation(take('stderr', '')),
    jest.spyOn(console, 'log').mockImplementation(take('stdout', '\n')),
    jest.spyOn(console, 'error').mockImplementation(take('stderr', '\n')),
  ];
  const names = [...settingNames, ...Object.keys(environment)];
  const before = names.map((name) => [name, process.env[name]] as const);
  try {
    process.exitCode = 0;
    process.chdir(cwd);
    for (const name of names) delete process.env[name];
    Object.assign(process.env, environment);
    await run(['node', 'claimcheck', ...args]);
    return { code: process.exitCode, ...printed };
  } finally {
    process.chdir(folder);
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs git in a folder, whatever the machine's own settings of it are. Throws where it fails. */
export async function git(cwd: string, ...args: string[]): Promise<void> {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@claimcheck.example', '-c', 'commit.gpgsign=false'];
  const { code, stderr } = await ended('git', [...who, ...args], cwd, { GIT_CONFIG_GLOBAL: '/dev/null', HOME: cwd });
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

function ended(program: string, args: string[], cwd: string, environment: Record<string, string>): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd, env, timeout: 25_000 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
