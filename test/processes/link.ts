// A way to the database that a test can stop: a process behind it sees a server that accepts and never answers, as one
// that is stopped by SIGSTOP, or one that is gone; the other processes and the test see the server as it is.
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One process's way to the database. */
export interface Link {
  /** The database through this link. */
  readonly uri: string;
  /** From now on bytes are taken and not passed on, in either direction; new connections are accepted. */
  hang(): void;
  /** As `hang`, for the connections that are open now; new ones are served. */
  hangOpen(): void;
  /** Ends all connections and refuses new ones. */
  cut(): Promise<void>;
  /** From now on new connections lead to the server at that port. */
  leadTo(port: number): void;
  /** As before; what was held up is passed on. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a link to the database of that URI, on a port of its own. */
export async function openLink(uri: string): Promise<Link> {
  const target = new URL(uri);
  let targetPort = Number(target.port);
  const sockets = new Set<Socket>();
  let hangs = false;
  const listener = createServer((near) => {
    const far = connect(targetPort, target.hostname);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from);
      if (!hangs) from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => (sockets.delete(from), to.destroy()));
    }
    pairs.set(near, far);
    pairs.set(far, near);
  }); // prettier-ignore
  const pairs = new WeakMap<Socket, Socket>();
  const listen = (port: number): Promise<void> =>
    new Promise((listening) => listener.listen(port, '127.0.0.1', listening));
  await listen(0);
  const { port } = listener.address() as AddressInfo;
  const through = new URL(uri);
  through.host = `127.0.0.1:${port}`;
  // Without it the driver asks the server for its address, and goes there.
  through.searchParams.set('directConnection', 'true');

  const cut = async (): Promise<void> => {
    const closed = new Promise((done) => listener.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const hangOpen = (): void => {
    for (const socket of sockets) {
      socket.unpipe();
      socket.pause();
    }
  };
  return {
    uri: through.href,
    hang() {
      hangs = true;
      hangOpen();
    },
    hangOpen,
    cut,
    leadTo: (other) => (targetPort = other),
    async mend() {
      hangs = false;
      for (const socket of sockets) {
        const other = pairs.get(socket);
        if (other) socket.pipe(other);
      }
      if (!listener.listening) await listen(port);
    },
    close: () => (listener.listening ? cut() : Promise.resolve()),
  };
}
