// A server in a process of its own, that tells how much processor time it has used.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

/** What a server process says when it listens; to any message it answers with its processor time, in microseconds. */
export interface Listening {
  readonly url: string;
}

/** A running server, and what is asked of it. */
export interface MeasuredProcess {
  readonly url: string;
  /** Posts to it, on one connection; throws for any status but 200. */
  post(body: string, token?: string): Promise<string>;
  /** Microseconds of processor time so far: of all threads, in user and system mode. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a module of this folder with nothing but this in its environment. What it logs goes nowhere. */
export async function startMeasured(module: URL, environment: Record<string, string>): Promise<MeasuredProcess> {
  const child = fork(module, { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { url } = (await answerOf(child)) as Listening;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    url,
    post: (body, token) => post(url, agent, body, token),
    async processorTime() {
      const answer = answerOf(child);
      child.send('time');
      const { user, system } = (await answer) as NodeJS.CpuUsage;
      return user + system;
    },
    async stop() {
      agent.destroy();
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** To be called by such a module when it listens. */
export function tellParent(listening: Listening): void {
  process.on('message', () => process.send!(process.cpuUsage()));
  process.on('disconnect', () => process.exit());
  process.send!(listening);
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const end = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`A measured process ended with ${String(code)}.`);
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal: ended.signal }), end])) as unknown[];
    return answer;
  } finally {
    end.catch(() => undefined);
    ended.abort();
  }
}

function post(url: string, agent: Agent, body: string, token?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
