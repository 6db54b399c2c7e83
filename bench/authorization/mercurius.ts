import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { mercurius } from 'mercurius';
import type { Context } from './rows.js';
import { schemaOf } from './schema.js';
import type { Subject } from './subject.js';

/** mercurius without authorization: what of mercurius-auth's figure is the executor's. */
export async function asMercurius(): Promise<Subject> {
  return onMercurius('mercurius', await mercuriusApp());
}

/** A server that is never asked to listen. Compilation of queries is off, as mercurius has it by default. */
export async function mercuriusApp(): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(mercurius, { schema: schemaOf() });
  return app;
}

/** A subject executed by `app.graphql`, which keeps a parsed and validated document after its first time. */
export async function onMercurius(subject: string, app: FastifyInstance): Promise<Subject> {
  await app.ready();
  return {
    subject,
    prepare: (source) => (viewer) => app.graphql(source, { viewer } satisfies Context),
  };
}
