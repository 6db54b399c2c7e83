import { applyMiddleware } from 'graphql-middleware';
import { or, rule, shield } from 'graphql-shield';
import { guardedFields, owns } from './rows.js';
import type { Context, Row } from './rows.js';
import { schemaOf } from './schema.js';
import { onGraphqlJs } from './subject.js';
import type { Subject } from './subject.js';

/** graphql-shield: a tree of rules beside the schema, roles cached in the context. */
export function asGraphqlShield(): Subject {
  const has = (role: string) =>
    rule(role, { cache: 'contextual' })((_, __, { viewer }: Context) => viewer.roles.includes(role));
  const employee = has('EMPLOYEE');
  const hr = has('HR');
  const owner = rule('owner', { cache: 'no_cache' })((row: Row, _, context: Context) => owns(context, row));
  const guarding = (guard: ReturnType<typeof or> | typeof hr) =>
    Object.fromEntries(guardedFields.map((field) => [field, guard]));
  const permissions = shield({
    Query: { rows: employee, owned: employee },
    Row: guarding(hr),
    OwnedRow: guarding(or(hr, owner)),
  });
  return onGraphqlJs('graphql-shield', applyMiddleware(schemaOf(), permissions));
}
