import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Kind, buildSchema, parse, validate } from 'graphql';
import type { FieldNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { mostBytes, mostNesting, mostRepeats, mostTokens, operationLimits } from '../../src/graphql/limits/limits.js';
import { measure } from '../../src/graphql/limits/measure.js';
import { countless } from '../../src/graphql/limits/measures.js';
import type { Measures } from '../../src/graphql/limits/measures.js';
import { demo } from '../../src/features/demo.js';
import { schema } from './limited-server.js';

const operationOf = (text: string): OperationDefinitionNode =>
  parse(text).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;

function measured(text: string): Measures {
  return measure(schema, parse(text), operationOf(text), {}).measures;
}

/** Writes every fragment out where it is spread, as text: fragments inline, no names left. */
function expanded(text: string): OperationDefinitionNode {
  const fragments = new Map(
    parse(text).definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const write = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.selectionSet ? { ...selection, selectionSet: write(selection.selectionSet) } : selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) return { ...selection, selectionSet: write(selection.selectionSet) };
      const { typeCondition, selectionSet } = fragments.get(selection.name.value)!;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: write(selectionSet) };
    }),
  });
  const operation = operationOf(text);
  return { ...operation, selectionSet: write(operation.selectionSet) };
}

/** The fields of a selection set, inline fragments opened. */
function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}

const lists = new Set(['departments', 'search', 'parts']);
const connections = new Set(['people', 'reports', 'members', 'everyone']);

/** Depth, cost and aliases as one would count them on paper; by names, which mean one thing each in this schema. */
function onPaper(set: SelectionSetNode, rows: number): { depth: number; cost: number; aliases: number } {
  const sum = { depth: 0, cost: 0, aliases: 0 };
  for (const field of fieldsOf(set)) {
    const name = field.name.value;
    const first = field.arguments?.[0]?.value;
    const size = first?.kind === Kind.INT ? Number(first.value) : 20;
    const below = field.selectionSet
      ? onPaper(field.selectionSet, connections.has(name) ? size : 1)
      : { depth: 0, cost: 0, aliases: 0 };
    const times = name === 'nodes' || name === 'edges' ? rows : lists.has(name) ? 20 : 1;
    sum.depth = Math.max(sum.depth, 1 + below.depth);
    sum.cost += 1 + times * below.cost;
    sum.aliases += below.aliases + (field.alias ? 1 : 0);
  }
  return sum;
}

// Each kind of selection set by type; `depth` bounds the drawing. Fragments may spread only those behind them.
const { drawn } = fc.letrec<{ drawn: string; person: string; department: string; connection: string }>((tie) => {
  const set = (parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.array(fc.oneof(...parts), { minLength: 1, maxLength: 4 }).map((texts) => texts.join(' '));
  const below = (field: string, type: 'person' | 'department' | 'connection'): fc.Arbitrary<string> =>
    tie(type).map((inner) => `${field} { ${inner} }`);
  const page = (field: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom('', '(first: 3)', '(first: 50)', '(first: null)'), tie('connection'))
      .map(([first, inner]) => `${field}${first} { ${inner} }`);
  const leaf = (names: string[], fragment: string): fc.Arbitrary<string> =>
    fc.constantFrom(...names, ...[0, 1, 2].map((index) => `...${fragment}${index}`));
  const aliased = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom('', '', 'x: ', 'y: '), part).map(([alias, text]) => `${alias}${text}`);
  const choices = (simple: fc.Arbitrary<string>, ...rest: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof({ maxDepth: 5, depthIdentifier: 'sets' }, simple, set([simple, ...rest]));
  const person = leaf(['id', 'name', 'a: name', 'tags', '__typename'], 'P');
  const department = leaf(['id', 'name', 'b: id'], 'D');
  const connection = leaf(['totalCount', 'pageInfo { hasNextPage }', 'edges { cursor }', 'nodes { id }'], 'C');
  return {
    person: choices(person, aliased(below('manager', 'person')), aliased(below('department', 'department')),
      aliased(page('reports')), below('everyone', 'connection'), below('... on Named', 'person').map(named), below('...', 'person')),
    department: choices(department, aliased(below('manager', 'person')), aliased(page('members')), below('parts', 'department')),
    connection: choices(connection, below('nodes', 'person'), below('edges { cursor node', 'person').map((text) => `${text} }`),
      below('... on PersonConnection', 'connection')),
    drawn: set([below('me', 'person'), page('people'), below('departments', 'department'), below('search', 'person'),
      fc.constantFrom('open', '...Q0', '...Q1', '...Q2')]),
  }; // prettier-ignore
});

/** Only what the interface has. */
function named(): string {
  return '... on Named { name manager { id } }';
}

const fragmentTypes = { Q: 'Query', P: 'Person', D: 'Department', C: 'PersonConnection' };
const inner = { Q: ['open', 'me { ...P0 }', 'people(first: 7) { ...C1 }', '...Q0', '...Q1', '...Q2'],
  P: ['id', 'z: name', 'manager { ...P0 ...P1 }', 'reports(first: 9) { ...C0 }', '...P0', '...P1', '...P2', 'manager { ...P2 }'],
  D: ['id', 'members(first: 4) { ...C1 ...C2 }', '...D1', 'parts { ...D2 }', 'manager { ...P1 }'],
  C: ['totalCount', 'nodes { ...P2 }', 'edges { node { ...P1 } }', '...C1', '...C2', 'nodes { w: id }'] } as const; // prettier-ignore

/** Twelve fragments; a spread of one that is not behind its own is left out, so that there is no cycle. */
const fragments = fc
  .tuple(
    ...(['Q', 'D', 'C', 'P'] as const).flatMap((kind) =>
      [0, 1, 2].map((index) =>
        fc.array(fc.constantFrom(...inner[kind]), { minLength: 1, maxLength: 3 }).map((parts) => {
          const behind = parts.map((part) =>
            part.replace(/\.\.\.([QPDC])(\d)/g, (spread, other: string, at: string) =>
              (other === kind ? Number(at) > index : isBehind(kind, other)) ? spread : '__typename',
            ),
          );
          return `fragment ${kind}${index} on ${fragmentTypes[kind]} { ${behind.join(' ')} }`;
        }),
      ),
    ),
  )
  .map((texts) => texts.join('\n'));

function isBehind(kind: string, other: string): boolean {
  const order = ['Q', 'D', 'C', 'P'];
  return order.indexOf(other) > order.indexOf(kind);
}

describe('measuring', () => {
  it('says of any document what is counted when every fragment is written out', () => {
    let deepest = 0;
    fc.assert(
      fc.property(drawn, fragments, (selections, definitions) => {
        const text = `{ ${selections} }\n${definitions}`;
        const { depth, cost, aliases } = measured(text);
        deepest = Math.max(deepest, depth);
        expect({ depth, cost, aliases }).toEqual(onPaper(expanded(text).selectionSet, 1));
      }),
      { seed: 7, numRuns: 1_000 },
    );
    // Or it would hold of nothing but small ones.
    expect(deepest).toBeGreaterThan(8);
  });

  it('draws documents that are valid but for fields of one key that differ, and fragments that nobody spreads', () => {
    const others = /conflict because|is never used/;
    fc.assert(
      fc.property(drawn, fragments, (selections, definitions) => {
        const errors = validate(schema, parse(`{ ${selections} }\n${definitions}`));
        expect(errors.map(({ message }) => message).filter((message) => !others.test(message))).toEqual([]);
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it('stops counting where nobody asks any more, also in a cycle', () => {
    const doublings = Array.from({ length: 60 }, (_, index) => `fragment f${index} on Person { manager { ...f${index + 1} } ... { manager { ...f${index + 1} } } }`); // prettier-ignore
    expect(measured(`{ me { ...f0 } } ${doublings.join(' ')} fragment f60 on Person { id }`)).toMatchObject({
      depth: 62,
      cost: countless,
    });
    expect(measured('{ me { ...f } } fragment f on Person { manager { ...f } }')).toMatchObject({
      depth: countless,
      cost: countless,
      aliases: countless,
    });
  });

  it('counts directives wherever they may stand', () => {
    const text = `query ($n: Int @a @a) @a { me @a { ... @a { ...f @a ...f } } } fragment f on Person @a { id @a }`;
    expect(measured(text).directives).toBe(6 + 2 * 2);
  });

  it('takes for the rows of a page only those of the form of Relay', () => {
    const other = buildSchema(`
      type Query { roads(first: Int): RoadConnection pages(first: Int): Pages links(first: Int): LinkConnection }
      type RoadConnection { nodes: [Road!] }
      type Pages { nodes: [Road!] pageInfo: Road }
      type LinkConnection { nodes: [Road!] pageInfo: Road }
      type Road { id: ID }`);
    const cost = (text: string): number => measure(other, parse(text), operationOf(text), {}).measures.cost;
    expect(cost('{ roads(first: 1) { nodes { id } } }')).toBe(22);
    expect(cost('{ pages(first: 1) { nodes { id } } }')).toBe(22);
    expect(cost('{ links(first: 1) { nodes { id } } }')).toBe(3);
    expect(cost('{ links { nodes { id } } }')).toBe(22);
  });

  it('refuses what the schema does not have rather than taking it for nothing', () => {
    for (const text of ['{ unknown { id } }', '{ ...f }', '{ ... on Unknown { id } }', 'subscription { open }'])
      expect(() => measured(text)).toThrow(TypeError);
  });
});

describe('the limits leave room for', () => {
  const limits = operationLimits({ MAX_DEPTH: 10, MAX_COST: 5_000 });

  it('every operation of the SDK, at its largest page, and the example queries', async () => {
    const core = buildSchema(await readFile('schema/schema.graphql', 'utf8'));
    const folder = 'src/client/operations';
    const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql'));
    const operations = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const documents = [parse(operations.join('\n')), ...demo.queries.map((query) => parse(query))];
    let count = 0;
    for (const document of documents) {
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const { measures } = measure(core, document, definition, { first: 100 });
        const breaches = (Object.keys(limits) as (keyof Measures)[]).filter((name) => measures[name] > limits[name]);
        expect([definition.name?.value, breaches]).toEqual([definition.name?.value, []]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(7);
  });

  it('and are what the README says', async () => {
    const readme = await readFile('README.md', 'utf8');
    const rows = readme
      .slice(readme.indexOf('\n## Limits'))
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const most = rows.slice(2, 12).map((row) => row.split('|')[2]!.trim());
    expect(most).toEqual([
      `${mostBytes.toLocaleString('en')} bytes`,
      mostTokens.toLocaleString('en'),
      '`MAX_DEPTH`',
      String(limits.introspectionDepth),
      '`MAX_COST`',
      `${limits.aliases}, ${limits.directives}`,
      String(limits.rootFields),
      String(mostRepeats),
      '1',
      String(mostNesting),
    ]);
  });
});
