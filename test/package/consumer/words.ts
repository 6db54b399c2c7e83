// Every name that people need, with the types that they need it with; what is exported has to be nameable.
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import {
  Authorization,
  PolicyError,
  mayChange,
  projectionFor,
  stating,
} from '../../../src/authorization/authorization.js';
import type {
  DecisionEvent,
  Gap,
  Projection,
  ReadRecords,
  RowFilter,
  Stated,
} from '../../../src/authorization/authorization.js';
import type { Context, Person, Viewer } from './company.js';

export const words = new Authorization({ roles: ['HR', 'EMPLOYEE'], viewer: (context: Context) => context.viewer });
export const { allOf, authorized, condition, fact, protect, relation } = words;

export const team = fact('team', async ({ viewer }) => [viewer.id]);
export const colleague = relation('colleague').on<Person>('Employee', ({ facts }) => ({ id: { in: facts(team) } }));
export const named = condition('named', ({ viewer, roles }) => viewer.id !== '' && roles.includes('HR'));
export const rule = authorized('HR', colleague, allOf('EMPLOYEE', named, 'signedIn'));
export const statement: Stated = { rule, reads: ['salary'], laxer: 'says nothing of the amount' };
export const extensions = stating(statement);

// @ts-expect-error -- a role that is not configured
export const misspelt = authorized('HRR');
// @ts-expect-error -- a key that the record does not have
export const unread = relation('unread').on<Person>('Employee', () => ({ idd: '1' }));

export const employees: GraphQLFieldResolver<unknown, Context> = (_source, _args, context, info) => {
  const projection: Projection = projectionFor(context, info);
  return [...projection.keys].length > 0 ? projection.rows : null;
};
export const rename: GraphQLFieldResolver<unknown, Context> = (_source, _args, context, info): RowFilter =>
  mayChange(context, info);

const read: ReadRecords<Context> = async ({ ids, keys }) => ids.map((id) => (keys.has('id') ? { id } : null));

/** The gaps of a schema, none if it was protected. */
export function gapsOf(schema: GraphQLSchema, told: DecisionEvent<Context, Viewer>[]): readonly Gap[] {
  try {
    protect(schema, { errors: 'per-path', onDecision: (event) => told.push(event), records: { Employee: read } });
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.gaps;
    throw error;
  }
}
