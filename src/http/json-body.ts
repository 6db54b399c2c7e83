import type { FastifyInstance } from 'fastify';

/**
 * Reads `application/json` bodies in UTF-8 and no others: a body of any other type, charset or encoding is 415, and bytes
 * that are not UTF-8 or not JSON are 400. Of duplicate keys the last counts. `__proto__` as a key is refused.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!isUtf8(request.headers['content-type'])) return done(failure(415));
    const text = decoded(body as Buffer);
    if (text === undefined) return done(failure(400));
    // The default parser calls back; its promise form does not exist.
    void parse(request, text, done);
  });
}

function isUtf8(contentType: string | undefined): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType ?? '')?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

function decoded(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function failure(statusCode: number): Error {
  return Object.assign(new Error('The body cannot be read.'), { statusCode });
}
