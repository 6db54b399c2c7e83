import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** Writes bytes to a server and reads until `done` says so or the server closes: what no HTTP client lets a test send. */
export async function rawRequest(
  url: string,
  request: string | Buffer,
  done: (text: string) => boolean = () => false,
): Promise<string> {
  const socket = await open(url);
  socket.write(request);
  return read(socket, done);
}

/** A connection that the caller keeps and ends. */
export async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

/** Reads one answer; `done` sees all text so far. */
export function read(socket: Socket, done: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (): void => {
      socket.off('data', take);
      resolve(text);
    };
    const take = (chunk: Buffer): void => {
      text += chunk.toString();
      if (done(text)) finish();
    };
    socket.on('data', take).once('close', finish).once('error', finish);
  });
}

/** The text of a `POST /graphql` as it goes over the wire. */
export function postText(body: unknown, headers: readonly string[] = []): string {
  const payload = JSON.stringify(body);
  return [
    'POST /graphql HTTP/1.1',
    'host: x',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(payload)}`,
    ...headers,
    '',
    payload,
  ].join('\r\n');
}
