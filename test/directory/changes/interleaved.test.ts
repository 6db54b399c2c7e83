// Changes that exclude each other, in every order of their commands that is drawn: without a transaction, what stands in the
// end is never a circle, a leaver with reports, or a department whose head has left.
import { describe, expect, it } from '@jest/globals';
import type { Store } from '../../../src/database/port.js';
import { everyRow } from '../../../src/database/rows.js';
import { ApiError } from '../../../src/errors.js';
import { changeDepartment, createDepartment } from '../../../src/features/departments/change-department.js';
import {
  Departments,
  derivedOf as derivedOfDepartment,
} from '../../../src/features/departments/department.repository.js';
import type { DepartmentDocument } from '../../../src/features/departments/department.repository.js';
import { changePerson } from '../../../src/features/people/change-person.js';
import { createPerson } from '../../../src/features/people/create-person.js';
import { endEmployment } from '../../../src/features/people/end-employment.js';
import { takeBackLapsed } from '../../../src/features/people/lapsed.js';
import { People } from '../../../src/features/people/people.repository.js';
import { derivedOf } from '../../../src/features/people/person.document.js';
import type { PersonDocument } from '../../../src/features/people/person.document.js';
import type { EmbeddedStore } from '../../../src/database/embedded/store.js';
import { inTurns, storeInMemory } from './turns.js';
import type { Outcome } from './turns.js';
import { deep } from '../../deep.js';

const orders = deep ? 4_000 : 80;
const longest = deep ? 900_000 : undefined;
const atOnce = 40;
const wanted = { keys: new Set(['name']), rows: everyRow };
const future = '2199-01-01';

type Parts = Pick<Store, 'collection' | 'now'>;
const partsOf = (store: Parts) => ({ people: new People(store), departments: new Departments(store) });

const move = (id: string, managerId: string) => (store: Parts) =>
  changePerson({ id, kind: 'EMPLOYEE', version: undefined, rows: everyRow }, { managerId }, wanted, partsOf(store));
const retitle = (id: string) => (store: Parts) =>
  changePerson({ id, kind: 'EMPLOYEE', version: undefined, rows: everyRow }, { jobTitle: 'x' }, wanted, partsOf(store));
const hire = (managerId: string) => (store: Parts) =>
  createPerson(
    'EMPLOYEE',
    { name: 'New', email: 'new@example.com', departmentId: 'd1', managerId },
    wanted,
    partsOf(store),
  );
const appoint = (headId: string) => (store: Parts) =>
  changeDepartment({ id: 'd1', version: undefined, rows: everyRow }, { headId }, wanted, partsOf(store));
const found = (headId: string) => (store: Parts) =>
  createDepartment({ name: 'New department', headId }, wanted, partsOf(store));
const leave = (id: string) => (store: Parts) =>
  endEmployment(id, future, everyRow, wanted, {
    ...partsOf(store),
    identity: { accounts: undefined } as never,
    viewer: null,
    requestId: 'test',
    address: undefined,
  });

type Reporting = readonly [id: string, managerId?: string];

async function company(people: readonly Reporting[]): Promise<EmbeddedStore> {
  const store = await storeInMemory();
  await store.collection<PersonDocument>('people').insertMany(
    people.map(([_id, managerId]) => ({
      _id,
      kind: 'EMPLOYEE',
      version: 1,
      name: _id,
      ...derivedOf({ name: _id }),
      ...(managerId !== undefined && { managerId }),
    })),
  );
  await store
    .collection<DepartmentDocument>('departments')
    .insertOne({ _id: 'd1', version: 1, name: 'One', ...derivedOfDepartment({ name: 'One' }) });
  return store;
}

/** A clock that is past what was announced until now. */
const inAWhile = (store: Pick<Store, 'now'>) => async () => new Date((await store.now()).getTime() + 10_500);

/** What is wrong with what stands, and what should be gone. */
async function flawsOf(store: Store): Promise<string[]> {
  const people = await store.collection<PersonDocument>('people').find({}).toArray();
  const departments = await store.collection<DepartmentDocument>('departments').find({}).toArray();
  const byId = new Map(people.map((person) => [person._id, person]));
  const flaws = [...people, ...departments].flatMap((document) =>
    Object.keys(document)
      .filter((key) => key.startsWith('pending') || key === 'arriving')
      .map((key) => `${document._id} is left with ${key}`),
  );
  for (const person of people) {
    if (person.kind === 'ARRIVING') flaws.push(`${person._id} is left arriving`);
    const above = new Set([person._id]);
    for (let at = byId.get(person.managerId ?? ''); at; at = byId.get(at.managerId ?? '')) {
      if (above.has(at._id)) flaws.push(`${person._id} is in or below a circle`);
      if (above.has(at._id)) break;
      above.add(at._id);
    }
    const manager = byId.get(person.managerId ?? '');
    if (typeof manager?.endedOn === 'string') flaws.push(`${manager._id} leaves and leads ${person._id}`);
  }
  for (const { _id, headId } of departments)
    if (typeof byId.get(headId ?? '')?.endedOn === 'string') flaws.push(`${headId!} leaves and heads ${_id}`);
  return flaws;
}

/** How many documents were made or changed; so many were there before. */
async function madeIn(store: Store, before: number): Promise<number> {
  const people = await store.collection<PersonDocument>('people').find({}).toArray();
  const departments = await store.collection<DepartmentDocument>('departments').find({}).toArray();
  const all = [...people, ...departments];
  return all.length - before + all.filter(({ version }) => version > 1).length;
}

/** Numbers from 0 to below 1, the same for the same seed. */
function drawing(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const codeOf = (outcome: Outcome | undefined): string => {
  if (!outcome) return 'none';
  if ('value' in outcome) return 'done';
  return outcome.error instanceof ApiError ? outcome.error.code : String(outcome.error);
};

interface Race {
  readonly claim: string;
  readonly people: readonly Reporting[];
  readonly operations: readonly ((store: Parts) => Promise<unknown>)[];
  /** How many of them at most can have been done. */
  readonly most: number;
}

const races: readonly Race[] = [
  {
    claim: 'two who would each report to the other',
    people: [['a'], ['b']],
    operations: [move('a', 'b'), move('b', 'a')],
    most: 1,
  },
  {
    claim: 'three in a ring, with other changes of one of them',
    people: [['a'], ['b'], ['c']],
    operations: [move('a', 'b'), move('b', 'c'), move('c', 'a'), retitle('b')],
    most: 3,
  },
  {
    claim: 'two moves that close a circle through others who stand between',
    people: [['a'], ['b'], ['c', 'a'], ['d', 'b']],
    operations: [move('a', 'd'), move('b', 'c')],
    most: 1,
  },
  {
    claim: 'a move and the end of the manager',
    people: [['a'], ['x']],
    operations: [move('a', 'x'), leave('x')],
    most: 1,
  },
  {
    claim: 'an arrival and the end of the manager',
    people: [['x']],
    operations: [hire('x'), leave('x')],
    most: 1,
  },
  {
    claim: 'an appointment and the end of the head',
    people: [['x']],
    operations: [appoint('x'), leave('x')],
    most: 1,
  },
  {
    claim: 'a new department and the end of the head',
    people: [['x']],
    operations: [found('x'), leave('x')],
    most: 1,
  },
];

describe.each(races)('Of $claim', ({ people, operations, most }) => {
  it(
    'not all are done, in whatever order their commands come, and nothing is left of who was refused',
    async () => {
      const seen = new Set<string>();
      const run = async (seed: number): Promise<void> => {
        const draw = drawing(seed);
        // Now one goes on for long, now they change at every command.
        const eager = draw();
        let last = 0;
        const store = await company(people);
        const outcomes = await inTurns(store, operations, (waiting) => {
          const same = waiting.indexOf(last);
          const chosen = same >= 0 && draw() < eager ? same : Math.floor(draw() * waiting.length);
          last = waiting[chosen]!;
          return chosen;
        });
        const codes = outcomes.map(codeOf);
        const done = codes.filter((code) => code === 'done').length;
        expect({ seed, codes, flaws: await flawsOf(store), tooMany: done > most }).toEqual({
          seed,
          codes: codes.map(() => expect.stringMatching(/^(done|CONFLICT|BAD_USER_INPUT)$/)),
          flaws: [],
          tooMany: false,
        });
        seen.add(codes.join(' '));
      };
      // Many at once: most of the time they wait before they try again.
      for (let seed = 1; seed <= orders; seed += atOnce)
        await Promise.all(Array.from({ length: atOnce }, (_, index) => run(seed + index)));
      // Either may win: the orders that were drawn differ.
      expect(seen.size).toBeGreaterThan(1);
    },
    longest,
  );
});

describe.each(races.filter(({ operations }) => operations.length === 2))(
  'Of $claim',
  ({ people, operations, most }) => {
    const later = (operation: Race['operations'][number]) => (store: Parts) =>
      operation({
        collection: (name) => store.collection(name),
        now: inAWhile(store),
      });

    /** The first gets so many commands done, then the second all of its own, ten seconds later. */
    const cutOff = async (first: number, second: number, commands: number, goesOn: boolean) => {
      const store = await company(people);
      let left = commands;
      let over = false;
      const both = [operations[first]!, later(operations[second]!)] as const;
      const outcomes = await inTurns(
        store,
        [both[0], (behindGate) => both[1](behindGate).finally(() => (over = true))],
        (waiting) => {
          const own = waiting.indexOf(0);
          if (left > 0 && own >= 0) left -= 1;
          else if (!over && waiting.includes(1)) return waiting.indexOf(1);
          else if (over && !goesOn) return -1;
          return own;
        },
      );
      return { store, outcomes };
    };

    it.each([
      { what: 'killed', goesOn: false },
      { what: 'held up and goes on', goesOn: true },
    ])('one that is $what after any of its commands leaves nothing in the way of the other', async ({ goesOn }) => {
      const seen = new Set<string>();
      for (const [first, second] of [
        [0, 1],
        [1, 0],
      ] as const)
        for (let commands = 1; commands <= 9; commands += 1) {
          const { store, outcomes } = await cutOff(first, second, commands, goesOn);
          const codes = outcomes.map(codeOf);
          if (!goesOn)
            await takeBackLapsed(partsOf({ collection: (name) => store.collection(name), now: inAWhile(store) }));
          expect({ commands, codes, flaws: await flawsOf(store) }).toEqual({ commands, codes, flaws: [] });
          expect(codes.filter((code) => code === 'done').length).toBeLessThanOrEqual(most);
          // One of them is made in the end, whatever was announced.
          expect({ commands, codes, made: await madeIn(store, people.length + 1) }).not.toMatchObject({ made: 0 });
          seen.add(codes.join(' '));
        }
      expect(seen.size).toBeGreaterThan(1);
    });
  },
);
