import type { GraphQLSchema } from 'graphql';
import { policyOf } from './authorization/authorization.js';

/** The names under which a protected schema's guarded values go: fields that somebody may be refused, and what they read. */
export function guardedKeys(schema: GraphQLSchema): string[] {
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);
  const guards = [...policyOf(schema).guards].flatMap(([type, fields]) =>
    roots.has(type) ? [] : [...fields.values()],
  );
  const guarded = guards.filter(({ open, audited }) => !open || audited);
  const names = guarded.flatMap(({ fieldName, reads = [] }) => [fieldName, ...reads]);
  return [...new Set(names)].filter((name) => name !== 'id').sort();
}
