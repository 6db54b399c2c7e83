import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings.js';

const sandbox = 'https://studio.apollographql.com';

/**
 * Lets pages of `CORS_ORIGINS` read answers, and outside production those of Apollo Sandbox. Origins are compared as
 * whole strings. Credentials are never allowed: a browser sends no cookie here, and a token only from a page that has it.
 */
export async function allowOrigins(
  server: FastifyInstance,
  settings: Pick<Settings, 'CORS_ORIGINS' | 'NODE_ENV'>,
): Promise<void> {
  const allowed = new Set(settings.CORS_ORIGINS);
  if (settings.NODE_ENV !== 'production') allowed.add(sandbox);
  if (allowed.size === 0) return;
  await server.register(cors, {
    origin: (origin, answer) => answer(null, origin !== undefined && allowed.has(origin) ? origin : false),
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'www-authenticate'],
    maxAge: 600,
    // The plugin's own refusal of an incomplete preflight is plain text.
    strictPreflight: false,
  });
}
