// Search: what it finds, in which order, and where it never looks.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import { derivedOf as derivedOfDepartment } from '../../src/features/departments/department.repository.js';
import { derivedOf } from '../../src/features/people/person.document.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import { onEveryStore } from '../stores.js';
import type { Answer } from '../application.js';

const query =
  'query ($text: String!, $first: Int) { search(text: $text, first: $first) { __typename ... on Department { id } ... on Person { id } } }';

const people = [
  person('p-straße', 'EMPLOYEE', { name: 'Zoë Straßer-Łęcki', email: 'zs@mail.example', jobTitle: 'Ingénieure en chef' }),
  person('p-two', 'EMPLOYEE', { name: 'Anna Zoellner', email: 'az@mail.example', jobTitle: 'Kernel hacker' }),
  person('p-agency', 'CONTRACTOR', { name: 'Bob Zoeller', email: 'bz@mail.example', agency: 'Quasar Ltd' }),
  person('p-same', 'EMPLOYEE', { name: 'Anna Zoellner', email: 'az2@mail.example', jobTitle: 'Kernel hacker' }),
  person('p-wide', 'EMPLOYEE', { name: '\uff33\uff48\uff49\uff42\uff41 \u5f20\u4f1f Οδοστρωτήρ', email: 'sw@mail.example', jobTitle: `Wonder ${'w'.repeat(70)}` }),
  { ...person('p-other', 'EMPLOYEE', { name: 'Zoe Arriving', email: 'za@mail.example', jobTitle: 'None' }), kind: 'ARRIVING' as const },
]; // prettier-ignore

/** One in each key that search must not look at. */
const hidden = {
  phone: 'sentinelphone', personalEmail: 'sentinelmail@home.example', homeAddress: 'sentinelstreet', birthDate: 'sentinelbirth',
  bankAccount: 'sentinelbank', nationalId: 'sentinelnational', notes: 'sentinelnotes', userId: 'sentinelaccount',
  hiredOn: 'sentinelhired', endedOn: 'sentinelended',
} as const; // prettier-ignore

onEveryStore(
  'search',
  (running) => {
    const ask = async (viewer: string, text: string, first?: number | null): Promise<Answer> =>
      running().ask(query, await running().tokenOf(viewer), { text, ...(first !== undefined && { first }) });
    const found = async (text: string, first?: number): Promise<string[]> => {
      const { body } = await ask('auditor', text, first);
      return (body.data!['search'] as { id: string }[]).map(({ id }) => id);
    };

    beforeAll(async () => {
      const { store } = running().application;
      await store.collection('people').deleteMany({});
      await store.collection<PersonDocument>('people').insertMany(people);
      await store.collection<PersonDocument>('people').insertOne({
        ...person('p-hidden', 'EMPLOYEE', { name: 'Visible', email: 'v@mail.example', jobTitle: 'Shown' }),
        ...hidden,
        salaryAmount: 123_454_321,
      });
      await store.collection<DepartmentDocument>('departments').insertMany(
        ['Zoology', 'Kernel crypts'].map((name) => ({
          _id: `d-${name}`,
          version: 1,
          name,
          ...derivedOfDepartment({ name }),
          headId: 'sentinelhead',
          budgetAmount: 123_454_321,
        })),
      );
      await store.collection<ReviewDocument>('reviews').insertOne({
        _id: 'r', employeeId: 'p-hidden', authorId: 'p-two', period: 'sentinelperiod', status: 'SUBMITTED', rating: 3,
        comments: 'sentinelcomments', privateNotes: 'sentinelprivate', createdAt: new Date(0),
      }); // prettier-ignore
    });

    it('finds what begins with every word, whatever its form, case and accents: departments, then people, by name', async () => {
      const finds: [string, string[]][] = [
        ['zo', ['d-Zoology', 'p-same', 'p-two', 'p-agency', 'p-straße']],
        ['ZOE', ['p-same', 'p-two', 'p-agency', 'p-straße']],
        ['zoe\u0308', ['p-same', 'p-two', 'p-agency', 'p-straße']],
        ['zoellner anna', ['p-same', 'p-two']],
        ['anna anna ANNA', ['p-same', 'p-two']],
        ['an kern az2', ['p-same']],
        ['kernel', ['d-Kernel crypts', 'p-same', 'p-two']],
        ['kernel crypts', ['d-Kernel crypts']],
        ['anna crypts', []],
        ['strasser', ['p-straße']],
        ['STRAẞER', ['p-straße']],
        ['ingenieure', ['p-straße']],
        ['quasar', ['p-agency']],
        ['bz', ['p-agency']],
        ['shiba', ['p-wide']],
        ['\u5f20\u4f1f', ['p-wide']],
        ['w'.repeat(64), ['p-wide']],
        ['ΟΔΟΣ', ['p-wide']],
        ['οδος', ['p-wide']],
        ['lner', []],
        ['nna', []],
        ['visible', ['p-hidden']],
      ];
      for (const [text, ids] of finds) expect([text, await found(text)]).toEqual([text, ids]);
    });

    it('finds no more than was asked for, and the same first ones', async () => {
      for (const first of [1, 2, 4]) {
        expect(await found('zo', first)).toEqual(['d-Zoology', 'p-same', 'p-two', 'p-agency'].slice(0, first));
      }
      expect((await ask('auditor', 'zo', null)).body).toEqual((await ask('auditor', 'zo', 10)).body);
      for (const first of [0, -1, 101]) expect((await ask('auditor', 'zo', first)).status).toBe(400);
    });

    it('GQ-29 takes patterns, wildcards and operators for the words in them', async () => {
      for (const text of ['zo.*', '^zo$', 'zo*', '%zo%', '(zo)+', '[zo]'])
        expect([text, await found(text)]).toEqual([text, await found('zo')]);
      expect(await found('{"$gt":"zo"}')).toEqual([]);
      for (const text of ['.*', '^', '$', '\u0000', '', '   ', '\u{10ffff}', 'zo\\w'])
        expect(codeOf(await ask('hr', text))).toEqual([200, 'BAD_USER_INPUT']);
    });

    it('GQ-29 refuses ten thousand (a+)+ at once', async () => {
      const begun = performance.now();
      expect(codeOf(await ask('hr', '(a+)+'.repeat(10_000)))).toEqual([200, 'BAD_USER_INPUT']);
      expect(codeOf(await ask('hr', 'a+ '.repeat(333)))).toEqual([200, 'BAD_USER_INPUT']);
      // Each by itself takes milliseconds; a pattern would take forever.
      expect(performance.now() - begun).toBeLessThan(1_000);
    });

    it('refuses words of one or of more than 64 characters, and more than ten of them, saying what is required', async () => {
      const refusals: [string, string][] = [
        ['a', 'must have words of 2 to 64 characters; what came has one of 1'],
        ['zo x', 'must have words of 2 to 64 characters; what came has one of 1'],
        ['\u{20000}', 'must have words of 2 to 64 characters; what came has one of 1'],
        ['a'.repeat(65), 'must have words of 2 to 64 characters; what came has one of 65'],
        [Array.from({ length: 11 }, (_, index) => `word${index}`).join(' '), 'must have at most 10 words; what came has 11'],
        ['?!', 'must have a word of letters or digits; what came has none'],
      ]; // prettier-ignore
      for (const [text, message] of refusals)
        expect((await ask('hr', text)).body).toEqual({
          data: { search: null },
          errors: [
            {
              message: 'The input is not valid.',
              locations: [{ line: 1, column: 39 }],
              path: ['search'],
              extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'text', message }] },
            },
          ],
        });
      expect((await ask('hr', '\u{20000}\u{20001}')).body).toEqual({ data: { search: [] } });
    });

    describe('AZ-23 B10 of a hidden value', () => {
      const texts = [
        ...Object.values(hidden), 'sentinel', '123454321', 'sentinelhead', 'sentinelperiod', 'sentinelcomments', 'sentinelprivate',
      ]; // prettier-ignore
      it('finds nothing, whoever asks; of a shown one the same for everybody', async () => {
        for (const viewer of ['employee', 'manager', 'auditor', 'hr']) {
          for (const text of texts) expect((await ask(viewer, text)).body).toEqual({ data: { search: [] } });
          expect((await ask(viewer, 'zo kernel')).text).toBe((await ask('auditor', 'zo kernel')).text);
        }
      });

      it('is refused like all search to whoever meets nobody', async () => {
        for (const [viewer, code] of [['anonymous', 'UNAUTHENTICATED'], ['stranger', 'FORBIDDEN'], ['admin', 'FORBIDDEN']] as const)
          for (const text of ['sentinelnotes', 'zo', ''])
            expect((await ask(viewer, text)).body).toEqual({
              data: { search: null },
              errors: [
                {
                  message: code === 'FORBIDDEN' ? 'Not allowed.' : 'Not signed in.',
                  locations: [{ line: 1, column: 39 }],
                  path: ['search'],
                  extensions: { code, coordinate: 'Query.search', count: 1 },
                },
              ],
            }); // prettier-ignore
      });
    });
  },
  { SEED_EMPLOYEES: '10' },
);

function person(
  _id: string,
  kind: 'EMPLOYEE' | 'CONTRACTOR',
  shown: Pick<PersonDocument, 'name' | 'email' | 'jobTitle' | 'agency'>,
): PersonDocument {
  return { _id, kind, version: 1, ...shown, ...derivedOf(shown) };
}

function codeOf({ status, body }: Answer): unknown[] {
  return [status, (body.errors?.[0]?.['extensions'] as { code?: string } | undefined)?.code];
}
