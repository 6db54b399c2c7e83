import type { FastifyInstance } from 'fastify';
import type { PublicJwk } from '../config/signing-keys.js';

/** The public keys as they are now: asked for each request, so that a rotation is seen at once. */
export type PublicKeys = () => readonly PublicJwk[];

/**
 * `/.well-known/jwks.json`: the public JWK Set with which other services verify access tokens (RFC 7517, RFC 8414). With HS
 * there is no public key: the set is empty rather than missing, so that a client learns it without an error. It is not
 * stored on the way, as no answer of this server is; clients keep it themselves and ask again for an unknown `kid`.
 */
export function addKeySet(server: FastifyInstance, publicKeys: PublicKeys): void {
  server.get('/.well-known/jwks.json', { exposeHeadRoute: true }, () => ({ keys: publicKeys() }));
}
