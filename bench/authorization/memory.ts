// What stays reachable after an operation while its context and its root field's `info` are held: by these the engine
// finds again what it decided and refused. Answers are let go; of their errors only what the engine has kept remains.
// What is held is known by releasing it: nothing runs between the two looks at the heap.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { execute, parse } from 'graphql';
import type { DocumentNode, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { median, rounded } from '../measure.js';
import type { Result } from '../measure.js';
import { check } from './answer.js';
import { claimcheckSchema } from './claimcheck.js';
import { denied } from './fields.js';
import { twelveFieldsOf } from './rows.js';
import type { Context } from './rows.js';

interface Holding extends Context {
  info?: GraphQLResolveInfo;
}

const rounds = 3;
const operations = 2;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Four fields denied on each of 1,000 rows, and of 100,000: bytes that an operation holds, and their ratio. */
export async function memory(): Promise<Result[]> {
  const schema = holdingInfo(claimcheckSchema());
  const few = { rows: 1_000, ...(await held(schema, 1_000)) };
  const many = { rows: 100_000, ...(await held(schema, 100_000)) };
  return [few, many].map(({ rows, bytes, ms }) => ({
    case: 'memory held',
    subject: `claimcheck on ${rows} rows`,
    medianMs: ms,
    baseline: `claimcheck on ${few.rows} rows`,
    ratio: rounded(bytes / few.bytes, 2),
    bytes,
  }));
}

/** The bytes that one operation holds, and the time that it took. */
async function held(schema: GraphQLSchema, rows: number): Promise<{ bytes: number; ms: number }> {
  const document = parse(twelveFieldsOf(denied.field, rows));
  const bytes: number[] = [];
  const durations: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const contexts = Array.from({ length: operations }, (): Holding => ({ viewer: denied.viewer }));
    for (const context of contexts) durations.push(await durationOf(schema, document, context, rows));
    const before = reachable();
    if (!contexts.every(({ info }) => info)) throw new Error('Nothing held the operations.');
    contexts.length = 0;
    bytes.push((before - reachable()) / operations);
  }
  return { bytes: rounded(median(bytes), 0), ms: rounded(median(durations), 3) };
}

/** Executes once. The answer stays in here, so that nothing of it is held when this returns. */
async function durationOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  context: Holding,
  rows: number,
): Promise<number> {
  const start = performance.now();
  const answer = await execute({ schema, document, contextValue: context });
  const duration = performance.now() - start;
  check('claimcheck', answer, { rows, refused: 1 });
  return duration;
}

/** Bytes that survive full collections. */
function reachable(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Has the root field leave its `info` in the context. */
function holdingInfo(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()!.getFields()[denied.field]!;
  const resolve = field.resolve!;
  field.resolve = (source, args, context: Holding, info) => {
    context.info = info;
    return resolve(source, args, context, info);
  };
  return schema;
}
