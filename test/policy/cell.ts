// A cell of schema/policy.md as a question to the application: what to send, as whom, and what has to come back.
import { getNamedType, isCompositeType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { policyOf } from '../../src/authorization/authorization.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import type { MatrixRow, ViewerKind } from '../../src/authorization/matrix.js';
import { manager, other, self, viewerKinds } from '../../src/policy.js';
import { roots, sent, signingIn } from './sent.js';
import type { Standing } from './standings.js';
import { wayTo } from './ways.js';

/** A kind of viewer, and when they signed in: a moment ago, if not `longAgo`. */
export interface AskedKind extends ViewerKind {
  readonly longAgo?: true;
}

/**
 * The kinds of the page, and some with more words at once. What opens a type to one role and its field to another shows
 * itself to nobody who has only one of them; what HR or ADMIN may not of their own record, to nobody who is only either;
 * what a role opens of a record that only few may change, to nobody who is none of them.
 */
export const askedKinds: readonly AskedKind[] = [
  ...viewerKinds,
  { name: 'all but HR', holds: ['EMPLOYEE', 'AUDITOR', 'ADMIN', other] },
  { name: 'AUDITOR, ADMIN and self', holds: ['AUDITOR', 'ADMIN', self] },
  { name: 'all but HR, and manager', holds: ['EMPLOYEE', 'AUDITOR', 'ADMIN', manager, other] },
  { name: 'HR and self, signed in long ago', holds: ['EMPLOYEE', 'HR', self], longAgo: true },
];

/** What an answer to a cell's query shows: the codes of its errors, and whether there is a value. */
export interface Shown {
  readonly codes: readonly unknown[];
  /** `any`: the field may be empty in the demo company. */
  readonly value: 'none' | 'some' | 'any';
}

/** An answer as it came over the wire. */
export interface AnswerBody {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly [name: string]: unknown } }[];
}

/** One coordinate for one kind of viewer. */
export interface Cell {
  readonly coordinate: string;
  readonly kind: AskedKind;
  readonly query: string;
  /** What the page lets us see: allowed only if the object is to be had. */
  readonly expected: Shown;
  /** What `viewerCan` has to say of the coordinate and the record, whoever could get at that. */
  readonly may: boolean;
}

/** Every row of the page with the cells of all asked kinds, from the rules of a protected schema. */
export function cellsOf(schema: GraphQLSchema): { readonly row: MatrixRow; readonly cells: readonly Cell[] }[] {
  const rows = matrixOf(schema, policyOf(schema), askedKinds);
  return rows.map((row) => ({
    row,
    cells: askedKinds.map((kind, index): Cell => {
      const { coordinate } = row;
      const query = queryFor(schema, coordinate, kind.name);
      const may = isFulfilled(row.cells[index]!, kind);
      return { coordinate, kind, query, expected: expectedOf(rows, row, index), may };
    }),
  }));
}

/** What the answer shows, as far as the cell says what it should. */
export function shownBy({ expected }: Cell, { data, errors = [] }: AnswerBody): Shown {
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  const value = valueIn(data) === null ? 'none' : 'some';
  // A field that takes credentials is asked with some that are nobody's.
  return expected.value === 'any'
    ? { codes: codes.filter((code) => !String(code).startsWith('INVALID_')), value: 'any' }
    : { codes, value };
}

let made = 0;

/** The query about one viewer's records. What it makes has another name each time. */
export function about(standing: Standing, query: string): string {
  const names = query.includes('$fresh') ? { ...standing, fresh: `${(made += 1)}` } : standing;
  return query.replace(/\$(\w+)/g, (_, name: keyof Standing) => names[name]);
}

/** The record of a coordinate's type on which relations are decided, for a viewer. */
export function recordOf(standing: Standing, coordinate: string): string | null {
  const { person, contractor, department, colleague, review, begun, user, target, session } = standing;
  const own: { readonly [coordinate: string]: string } = {
    'Query.user': user,
    'Mutation.acknowledgeReview': review,
    'Mutation.createReview': colleague,
    'Mutation.disableUser': target,
    'Mutation.enableUser': target,
    'Mutation.endEmployment': colleague,
    'Mutation.revokeSession': session,
    'Mutation.setUserRoles': target,
    'Mutation.submitReview': begun,
    'Mutation.updateEmployee': person,
  };
  const ofType: { readonly [type: string]: string } = {
    Contractor: contractor,
    CreateReviewInput: colleague,
    Department: department,
    Employee: person,
    Person: person,
    Review: review,
    UpdateEmployeeInput: person,
    User: user,
  };
  return own[coordinate] ?? ofType[coordinate.split('.')[0]!] ?? null;
}

function expectedOf(rows: readonly MatrixRow[], row: MatrixRow, kind: number): Shown {
  if (!isAllowed(rows, row.coordinate, kind)) {
    const anonymous = askedKinds[kind]!.holds === null;
    return { codes: [anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN'], value: 'none' };
  }
  // Every guarded field of the demo's employee has a value.
  const free = ['inherited', 'public'].includes(row.rule) || row.coordinate === 'Mutation.changePassword';
  return { codes: [], value: free ? 'any' : 'some' };
}

function isAllowed(rows: readonly MatrixRow[], coordinate: string, kind: number): boolean {
  const asked = askedKinds[kind]!;
  const holder = wayTo(coordinate.split('.')[0]!, asked.name)?.holder;
  const cell = rows.find((row) => row.coordinate === coordinate)!.cells[kind]!;
  return isFulfilled(cell, asked) && (holder === undefined || isAllowed(rows, holder, kind));
}

/** The store says of every account what its token says: `live` is fulfilled. */
function isFulfilled(cell: string, { longAgo }: AskedKind): boolean {
  if (cell === 'recentLogin:15m') return !longAgo;
  if (!['yes', 'no', 'given', 'live'].includes(cell)) throw new Error(`Nothing says how to fulfil ${cell}.`);
  return cell !== 'no';
}

function queryFor(schema: GraphQLSchema, coordinate: string, kind: string): string {
  if (coordinate in sent) return sent[coordinate]!;
  const [typeName, fieldName] = coordinate.split('.') as [string, string | undefined];
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`Nothing says how ${coordinate} is sent.`);
  const field = fieldName === undefined ? undefined : type.getFields()[fieldName]!;
  const selection = field && isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const operation = { Query: 'query', Mutation: 'mutation' }[typeName];
  if (operation) return `${operation} { ${roots[coordinate] ?? fieldName}${selection} }`;
  const way = wayTo(typeName, kind);
  if (!way) throw new Error(`Nothing says how to get at ${typeName}.`);
  return way.around(`${fieldName ?? '__typename'}${selection}`).replace('$login', signingIn);
}

/** The value at the end of the answer, through the first of each list. */
function valueIn(data: unknown): unknown {
  let at = data;
  while (typeof at === 'object' && at !== null) at = Array.isArray(at) ? at[0] : Object.values(at)[0];
  return at ?? null;
}
