// How a MongoDB server would serve what was sent to it: whether an index is read, or the whole collection.
import type { Db, Document } from 'mongodb';
import type { Command, Part } from './commands.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a command looks for in one collection; an aggregation may look several times. */
export interface Query {
  readonly collection: string;
  readonly filter: Part;
  readonly sort?: Part;
  readonly limit?: number;
}

/**
 * The queries for which the server's plan scans a collection, each form once: queries that differ in values only are one.
 * Whatever a command does with what it finds, it finds it as `find` does: that is what the server is asked about.
 */
export async function collectionScans(database: Db, commands: readonly Command[]): Promise<readonly Query[]> {
  const forms = new Map(commands.flatMap(queriesOf).map((query) => [formOf(query), query]));
  const scans: Query[] = [];
  for (const query of forms.values())
    if (stagesOf(await planOf(database, query)).includes('COLLSCAN')) scans.push(query);
  return scans;
}

/** What the command looks for; nothing for an insert or the rest of an answer. */
export function queriesOf({ collection, filter, sort, limit, pipeline }: Command): readonly Query[] {
  if (pipeline) return searchesOf(collection, pipeline);
  if (filter === undefined) return [];
  return [{ collection, filter, ...(sort && { sort }), ...(limit !== undefined && { limit }) }];
}

/** The stages of a plan, outermost first, for each of its branches. */
export function stagesOf(plan: unknown): readonly string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const below = Object.values(plan).flatMap((part) => stagesOf(part));
  return 'stage' in plan && typeof plan.stage === 'string' ? [plan.stage, ...below] : below;
}

/** The plan that the server chose. */
export async function planOf(database: Db, { collection, filter, sort, limit }: Query): Promise<Document> {
  const find = { find: collection, filter, ...(sort && { sort }), ...(limit !== undefined && { limit }) };
  const answer = await database.command({ explain: find, verbosity: 'queryPlanner' });
  return (answer['queryPlanner'] as Document)['winningPlan'] as Document;
}

/** What stands before a pipeline's first stage of another kind, and the same of what it is joined with. */
function searchesOf(collection: string, pipeline: readonly Fields[]): readonly Query[] {
  const others = pipeline.findIndex((stage) => !('$match' in stage || '$sort' in stage || '$limit' in stage));
  const first = Object.assign({}, ...pipeline.slice(0, others < 0 ? undefined : others)) as Fields;
  const filter = (first['$match'] as Part | undefined) ?? {};
  const sort = first['$sort'] as Part | undefined;
  const limit = first['$limit'] as number | undefined;
  const joined = pipeline.flatMap(({ $unionWith: union }) => {
    const { coll, pipeline: within } = (union ?? {}) as { coll?: string; pipeline?: readonly Fields[] };
    return coll === undefined ? [] : searchesOf(coll, within ?? []);
  });
  return [{ collection, filter, ...(sort && { sort }), ...(limit !== undefined && { limit }) }, ...joined];
}

/** Equal for queries that differ in values only. */
function formOf({ collection, filter, sort }: Query): string {
  return JSON.stringify([collection, shapeOf(filter), sort instanceof Map ? [...sort] : sort]);
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.some(isDocument) ? value.map(shapeOf) : [];
  if (!isDocument(value)) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}

function isDocument(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
