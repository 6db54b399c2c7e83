// Requests that are ready before they are sent: the server has the headers and waits for the body, so that a race's
// requests start in one tick of this process.
import { once } from 'node:events';
import { request as open } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer as it came over the wire; the whole of it is printed where a test fails. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly AnswerError[];
  };
}

/** One error of an answer. */
export interface AnswerError {
  readonly message: string;
  readonly locations?: unknown;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [detail: string]: unknown };
}

/** A GraphQL operation with what belongs to it. */
export interface Operation {
  readonly query: string;
  readonly token?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Longer than any answer may take, outages included. */
const patience = 20_000;

/** Opens a connection of its own and sends all but the body; the function returned sends that and waits for the answer. */
export async function prepare(url: string, { query, token, variables }: Operation): Promise<() => Promise<Answer>> {
  const body = JSON.stringify({ query, ...(variables && { variables }) });
  const request = open(url, {
    method: 'POST',
    agent: false,
    timeout: patience,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`no answer within ${patience} ms`)));
    request.once('response', (response) => {
      text(response).then(
        (received) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(received) as Answer['body'] }),
        reject,
      );
    });
  });
  // Its rejection is the sender's to see, also when it comes before the sending.
  answer.catch(() => undefined);
  request.flushHeaders();
  const [socket] = (await once(request, 'socket')) as [NodeJS.EventEmitter & { connecting: boolean }];
  if (socket.connecting) await once(socket, 'connect');
  return () => {
    request.end(body);
    return answer;
  };
}

/** Sends all in one tick, once every connection stands. The answers are in the order of the operations. */
export async function race(operations: readonly (readonly [url: string, operation: Operation])[]): Promise<Answer[]> {
  const senders = await Promise.all(operations.map(([url, operation]) => prepare(url, operation)));
  return Promise.all(senders.map((send) => send()));
}
