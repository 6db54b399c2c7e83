// The three shapes of pipeline that the port has. Each begins with what `find` does, served by the same indexes.
import type { DocumentSet } from './document-set.js';
import { memberOf } from './expression.js';
import { readGroup, readMedians } from './group.js';
import { projector } from './projection.js';
import { search } from './search.js';
import { UnsupportedError, refuseOthers } from './unsupported.js';
import { isEmbedded } from './value.js';
import type { Document } from './value.js';

/** What the pipeline makes of the documents. Throws, by name, on every stage and order of stages outside the port. */
export function aggregated(set: DocumentSet, pipeline: unknown): object[] {
  const stages = readStages(pipeline);
  const [match, ...later] = stages.map(({ operand }) => operand);
  switch (shapeOf(stages)) {
    case '$match $group':
      return readGroup(later[0])(search(set, match).documents);
    case '$match $sort $group $project': {
      const [sort, group, project] = later;
      const [grouped, withMedians] = [readGroup(group), readMedians(present('$project', project), group)];
      return grouped(search(set, match, { sort: present('$sort', sort) }).documents).map(withMedians);
    }
    default:
      return concatenated(set, stages);
  }
}

interface Stage {
  name: string;
  operand: unknown;
}

function readStages(pipeline: unknown): Stage[] {
  if (!Array.isArray(pipeline)) throw new UnsupportedError('a pipeline that is not a list');
  return pipeline.map((stage) => {
    const [name, operand] = memberOf('a stage', stage);
    return { name, operand };
  });
}

function shapeOf(stages: readonly Stage[]): string {
  return stages.map(({ name }) => name).join(' ');
}

const first = '$match $sort $limit';

/** The first documents of one filter, then those of each `$unionWith`, projected at the end. */
function concatenated(set: DocumentSet, stages: readonly Stage[]): object[] {
  const shape = shapeOf(stages);
  const [unions, last] = [stages.slice(3, -1), stages.at(-1)];
  const united = unions.every(({ name }) => name === '$unionWith');
  if (!shape.startsWith(`${first} `) || !united || last?.name !== '$project')
    throw new UnsupportedError(`the pipeline of ${shape || 'no stage'}`);
  const project = projector(present('$project', last.operand));
  const all = [stages.slice(0, 3), ...unions.map(({ operand }) => unitedPipeline(set, operand))];
  return all.flatMap((each) => firstOf(set, each)).map(project);
}

function unitedPipeline(set: DocumentSet, union: unknown): Stage[] {
  if (!isEmbedded(union)) throw new UnsupportedError('$unionWith other than {coll, pipeline}');
  refuseOthers('member of $unionWith', union, ['coll', 'pipeline']);
  if (union['coll'] !== set.name) throw new UnsupportedError('$unionWith of another collection');
  const stages = readStages(union['pipeline']);
  const shape = shapeOf(stages);
  if (shape !== first) throw new UnsupportedError(`the pipeline of ${shape || 'no stage'} in $unionWith`);
  return stages;
}

function firstOf(set: DocumentSet, stages: readonly Stage[]): Document[] {
  const [filter, sort, limit] = stages.map(({ operand }) => operand);
  return search(set, filter, { sort: present('$sort', sort), limit: limit ?? null }).documents;
}

/** MongoDB refuses these stages when they are empty. */
function present(stage: string, operand: unknown): object {
  if (!isEmbedded(operand) || Object.keys(operand).length === 0) throw new UnsupportedError(`an empty ${stage}`);
  return operand;
}
