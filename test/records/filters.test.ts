import { describe, expect, it } from '@jest/globals';
import { ask, forbidden, refusedBefore, unauthenticated } from './asking.js';
import { company } from './company/documents.js';
import { boss, emil, hana, mia, stranger } from './company/viewers.js';
import type { Viewer } from './company/words.js';

const source = 'query ($filter: EmployeeFilter) { employees(filter: $filter, first: 100) { nodes { id } totalCount } }';
const filtered = (viewer: Viewer | null, filter: object | null) => ask(viewer, source, { variables: { filter } });
const shown = (...ids: string[]) => ({
  data: { employees: { nodes: ids.map((id) => ({ id })), totalCount: ids.length } },
});
const refused = (input: string) => ({
  data: { employees: null },
  errors: [forbidden('EmployeeFilter.salaryAtLeast', ['employees'], { input })],
});

const salaryOf = (id: string) => company.people.find(({ _id }) => _id === id)!.salary;
const byName = ['boss', 'emil', 'hana', 'mia', 'nora', 'olaf', 'zoe'];
const earning = (least: number) => byName.filter((id) => salaryOf(id) >= least);

describe('a filter by what everyone may read', () => {
  it.each<[string, object, string[]]>([
    ['one', { titleIs: 'Engineer' }, ['emil', 'nora']],
    ['two', { titleIs: 'Engineer', nameStartsWith: 'E' }, ['emil']],
    ['or', { or: [{ titleIs: 'Chief' }, { nameStartsWith: 'Z' }] }, ['boss', 'zoe']],
    ['and', { and: [{ titleIs: 'Engineer' }, { not: { nameStartsWith: 'E' } }] }, ['nora']],
    ['not', { not: { or: [{ titleIs: 'Engineer' }, { titleIs: 'Lead' }] } }, ['boss', 'hana', 'olaf', 'zoe']],
    ['through a relation', { manager: { titleIs: 'Lead' } }, ['emil', 'nora']],
    ['through a relation, negated', { not: { manager: { titleIs: 'Chief' } } }, ['boss', 'emil', 'nora']],
    ['through two relations', { manager: { manager: { nameStartsWith: 'Boss' } } }, ['emil', 'nora']],
    ['of none', { or: [] }, []],
    ['of all', { and: [] }, byName],
  ])('means what it says: %s', async (_, filter, ids) => {
    for (const viewer of [emil, hana]) expect((await filtered(viewer, filter)).answer).toEqual(shown(...ids));
  });
});

describe('AZ-18 AZ-19 B6 a filter by a salary', () => {
  /** Each names its amount once; what it would show to whoever may ask. */
  const shapes: [string, (least: number) => object, (least: number) => string[], string][] = [
    ['alone', (salaryAtLeast) => ({ salaryAtLeast }), earning, 'filter.salaryAtLeast'],
    [
      'beside another',
      (salaryAtLeast) => ({ titleIs: 'Engineer', salaryAtLeast }),
      (least) => earning(least).filter((id) => ['emil', 'nora'].includes(id)),
      'filter.salaryAtLeast',
    ],
    ['below and', (salaryAtLeast) => ({ and: [{}, { salaryAtLeast }] }), earning, 'filter.and.1.salaryAtLeast'],
    ['below or', (salaryAtLeast) => ({ or: [{ salaryAtLeast }] }), earning, 'filter.or.0.salaryAtLeast'],
    [
      'below not',
      (salaryAtLeast) => ({ not: { salaryAtLeast } }),
      (least) => byName.filter((id) => !earning(least).includes(id)),
      'filter.not.salaryAtLeast',
    ],
    [
      'below not below or below and',
      (salaryAtLeast) => ({ and: [{ or: [{ not: { salaryAtLeast } }] }] }),
      (least) => byName.filter((id) => !earning(least).includes(id)),
      'filter.and.0.or.0.not.salaryAtLeast',
    ],
    [
      'through a relation',
      (salaryAtLeast) => ({ manager: { salaryAtLeast } }),
      (least) =>
        byName.filter((id) => {
          const { managerId } = company.people.find(({ _id }) => _id === id)!;
          return managerId !== undefined && salaryOf(managerId) >= least;
        }),
      'filter.manager.salaryAtLeast',
    ],
  ];
  const amounts = [0, salaryOf('emil'), salaryOf('emil') + 1, 2_000_000_000];

  it.each(shapes)('is HR’s to send, and for all others the same whatever it matches: %s', async (_, of, ids, input) => {
    const matched = new Set<string>();
    for (const least of amounts) {
      const allowed = await filtered(hana, of(least));
      expect(allowed.answer).toEqual(shown(...ids(least)));
      matched.add(allowed.bytes);
      for (const viewer of [emil, stranger]) {
        const outcome = await filtered(viewer, of(least));
        expect(outcome.answer).toEqual(refused(input));
        expect(outcome.commands).toEqual([]);
      }
    }
    expect(matched.size).toBeGreaterThan(1);
  });

  it('is refused for null too, and where only its total is asked for', async () => {
    expect((await filtered(emil, { salaryAtLeast: null })).answer).toEqual(refused('filter.salaryAtLeast'));
    expect((await filtered(hana, { salaryAtLeast: null })).answer).toEqual(shown(...byName));
    const total = '{ employees(filter: { salaryAtLeast: 1 }) { totalCount } }';
    expect((await ask(emil, total)).answer).toEqual(refused('filter.salaryAtLeast'));
    expect((await ask(hana, total)).answer).toEqual({ data: { employees: { totalCount: 7 } } });
  });

  it('is refused to the anonymous like the field', async () => {
    const { answer, commands } = await filtered(null, { salaryAtLeast: 1 });
    expect(answer).toEqual({ data: { employees: null }, errors: [unauthenticated('Query.employees', ['employees'])] });
    expect(commands).toEqual([]);
  });

  it('is refused also where the records filtered are others: reviews by their employee', async () => {
    const reviews =
      'query ($least: Int) { reviews(first: 100, filter: { employee: { salaryAtLeast: $least } }) { nodes { id } totalCount } }';
    for (const least of amounts) {
      const outcome = await ask(mia, reviews, { variables: { least } });
      expect(outcome.answer).toEqual({
        data: { reviews: null },
        errors: [forbidden('EmployeeFilter.salaryAtLeast', ['reviews'], { input: 'filter.employee.salaryAtLeast' })],
      });
      expect(outcome.commands).toEqual([]);
    }
    const { answer } = await ask(hana, reviews, { variables: { least: salaryOf('emil') + 1 } });
    expect(answer).toEqual({ data: { reviews: { nodes: [], totalCount: 0 } } });
  });

  it.each([
    '{ salary: 1 }',
    '{ salaryAtMost: 1 }',
    '{ bankAccountStartsWith: "bank" }',
    '{ bankAccount: { exists: true } }',
    '{ bankAccount: { regex: "." } }',
    '{ notes: { in: ["notes-1"] } }',
    '{ manager: { notes: "x" } }',
    '{ salary_gt: 1 }',
  ])('has no other name: %s is refused before anything runs', async (filter) => {
    await refusedBefore(emil, `{ employees(filter: ${filter}) { totalCount } }`);
  });

  it.each(['salary.amount', '$where', '$or', 'salary', '0', 'constructor'])(
    'has no other name in a variable: %s is refused before anything runs',
    async (key) => {
      await refusedBefore(emil, source, { filter: { [key]: { $gt: 1 } } });
    },
  );

  it('takes an object for one of a list, and no list for an object', async () => {
    expect((await filtered(emil, { and: { salaryAtLeast: 1 } })).answer).toEqual(refused('filter.and.0.salaryAtLeast'));
    expect((await filtered(hana, { and: { salaryAtLeast: 1 } })).answer).toEqual(shown(...byName));
    await refusedBefore(emil, source, { filter: { not: [{ salaryAtLeast: 1 }] } });
  });
});

describe('AZ-22 B8 an aggregate of a guarded value', () => {
  it('is HR’s, and reads nothing for anyone else', async () => {
    const mean = Math.round(company.people.reduce((sum, { salary }) => sum + salary, 0) / company.people.length);
    expect((await ask(hana, '{ meanSalary }')).answer).toEqual({ data: { meanSalary: mean } });
    for (const viewer of [emil, mia, boss]) {
      const { answer, commands } = await ask(viewer, '{ meanSalary }');
      expect(answer).toEqual({ data: { meanSalary: null }, errors: [forbidden('Query.meanSalary', ['meanSalary'])] });
      expect(commands).toEqual([]);
    }
  });
});

describe('AZ-23 B10 a search', () => {
  const search = 'query ($text: String!) { search(text: $text) { id } }';
  const found = async (viewer: Viewer, text: string) => (await ask(viewer, search, { variables: { text } })).answer;

  it('finds by name and title', async () => {
    expect(await found(emil, 'Nora')).toEqual({ data: { search: [{ id: 'nora' }] } });
    expect(await found(emil, 'Engineer')).toEqual({ data: { search: [{ id: 'emil' }, { id: 'nora' }] } });
  });

  it('finds nothing by any other value, whoever asks', async () => {
    for (const { salary, managerId, userId, phone, bankAccount, notes } of company.people.slice(0, 3)) {
      for (const value of [salary, managerId ?? 'mia', userId, phone, bankAccount, notes]) {
        for (const viewer of [emil, hana]) expect(await found(viewer, String(value))).toEqual({ data: { search: [] } });
      }
    }
  });

  it('takes its text as it is', async () => {
    for (const text of ['.*', '^', '$', '[A-Z]', '\\', '*', '(a+)+$', '{"$gt":""}', '\u0000'])
      expect(await found(emil, text)).toEqual({ data: { search: [] } });
  });
});

describe('B3 a value derived from a guarded one', () => {
  it('is shown to whom the guarded one is, and made of nothing else', async () => {
    const source = '{ a: employee(id: "emil") { payBand } b: employee(id: "nora") { payBand } }';
    const band = { payBand: '8 digits, undefined' };
    expect((await ask(emil, source)).answer).toEqual({
      data: { a: band, b: { payBand: null } },
      errors: [forbidden('Employee.payBand', ['b', 'payBand'])],
    });
    expect((await ask(mia, source)).answer).toEqual({ data: { a: band, b: band } });
  });

  it('also where the record was read with more', async () => {
    const source = '{ employee(id: "emil") { payBand bankAccount } }';
    const bankAccount = expect.any(String) as unknown;
    expect((await ask(hana, source)).answer).toEqual({
      data: { employee: { payBand: '8 digits, undefined', bankAccount } },
    });
  });
});
