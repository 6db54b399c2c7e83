import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Once the server closes, leaves no connection open that has nothing to wait for. Node closes those that wait between
 * two requests. It leaves one that is being answered, for as long as the client likes; that ends with its answer. And
 * one that never asked anything, as browsers open in advance; that is closed at once.
 */
export function endConnectionsWhenClosing(server: FastifyInstance): void {
  const silent = new Set<Socket>();
  let closing = false;
  server.server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.server.on('request', ({ socket }) => silent.delete(socket));
  server.addHook('preClose', async () => {
    closing = true;
    for (const socket of silent) socket.destroy();
  });
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/** Stops accepting, waits until all that runs is answered, and after `timeout` milliseconds cuts what is left. */
export async function drain(server: FastifyInstance, timeout: number): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), timeout);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}
