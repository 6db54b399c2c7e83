// Whether a viewer may use a coordinate, perhaps on one record: the engine's own decisions, for many at once.
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { Access } from './access.js';
import type { Way } from './access.js';
import type { RecordDecision } from './decision.js';
import type { Engine } from './engine.js';
import { refusalOf } from './judgement.js';
import { relationsIn } from './rule.js';
import type { Scope } from './scope.js';

/** A coordinate, and the record where a relation or `@Visible` decides. */
export interface AccessQuery {
  readonly coordinate: string;
  readonly id?: string | null | undefined;
}

/** A way that roles and conditions leave to the record. */
interface Open {
  readonly recordType: string;
  readonly id: string;
  readonly decisions: readonly RecordDecision[];
}

const accesses = new WeakMap<Engine, Access>();

/**
 * One answer for each query, in order. `false` alike for a coordinate that is not there, a denial, a record that does not
 * exist, that cannot be judged or that the viewer may not meet, and where a record decides and none was named. Records are
 * read with one command a type, and only where they decide.
 */
export async function viewerMay(
  engine: Engine,
  context: unknown,
  info: GraphQLResolveInfo,
  queries: readonly AccessQuery[],
): Promise<boolean[]> {
  const access = accessOf(engine, info.schema);
  const scope = engine.operations.of(context, info).scopeAt(info);
  const outcomes: (true | Open[])[] = [];
  for (const query of queries) outcomes.push(await outcomeOf(access.waysTo(query.coordinate), query, scope));
  const records = await readRecords(engine, context, outcomes.filter((outcome) => outcome !== true).flat());
  return outcomes.map(
    (outcome) =>
      outcome === true ||
      outcome.some(({ recordType, id, decisions }) => {
        const record = records.get(recordType)?.get(id);
        return !!record && decisions.every((decision) => !refusalOf(record, decision));
      }),
  );
}

/** Throws unless the records of each type on which a relation decides can be read by id. */
export function assertReadable(engine: Engine, schema: GraphQLSchema): void {
  const access = accessOf(engine, schema);
  const ways = access.coordinates.flatMap((coordinate) => access.waysTo(coordinate));
  const deciding = ways.filter(({ questions }) => questions.some(({ anyOf }) => relationsIn(anyOf).size > 0));
  const types = new Set(deciding.map(({ recordType }) => recordType));
  const unread = [...types].filter((type) => !engine.records.has(type));
  if (unread.length > 0)
    throw new TypeError(
      `Relations decide on records that nobody can read by id; give protect() a reader in records for ${unread.join(', ')}.`,
    );
}

async function outcomeOf(ways: readonly Way[], { id }: AccessQuery, scope: Scope): Promise<true | Open[]> {
  const open: Open[] = [];
  for (const { questions, recordType } of ways) {
    const decisions: RecordDecision[] = [];
    let denied = false;
    for (const question of questions) {
      const decision = await scope.settle(question);
      if (decision.kind === 'record') decisions.push(decision);
      denied ||= decision.kind === 'deny' || (decision.kind === 'record' && decision.anyOf.length === 0);
      if (denied) break;
    }
    if (denied) continue;
    if (decisions.length === 0) return true;
    if (typeof id === 'string') open.push({ recordType, id, decisions });
  }
  return open;
}

async function readRecords(
  engine: Engine,
  context: unknown,
  open: readonly Open[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, object>>> {
  const byType = new Map<string, Open[]>();
  for (const one of open) byType.set(one.recordType, [...(byType.get(one.recordType) ?? []), one]);
  const read = [...byType].map(async ([type, ones]) => {
    const ids = [...new Set(ones.map(({ id }) => id))];
    const keys = new Set(ones.flatMap(({ decisions }) => decisions.flatMap((decision) => decision.keys)));
    const found = (await engine.records.get(type)?.({ context, ids, keys })) ?? [];
    return [type, new Map(ids.flatMap((id, index) => (found[index] ? [[id, found[index]] as const] : [])))] as const;
  });
  return new Map(await Promise.all(read));
}

/** The ways to the coordinates of a protected schema. */
export function accessOf(engine: Engine, schema: GraphQLSchema): Access {
  let access = accesses.get(engine);
  if (!access) accesses.set(engine, (access = new Access(schema, engine.policy)));
  return access;
}
