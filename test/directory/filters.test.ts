// What a filter or an order finds; and that none of them tells of what its viewer may not read.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { onEveryStore } from '../stores.js';
import type { Answer, Running } from '../application.js';

const list = 'query ($filter: EmployeeFilter, $orderBy: EmployeeOrder) { employees(first: 100, filter: $filter, orderBy: $orderBy) { totalCount nodes { id } } }'; // prettier-ignore

onEveryStore(
  'filters and orders',
  (running) => {
    const ask = async (viewer: string, variables: object): Promise<Answer> =>
      running().ask(list, await running().tokenOf(viewer), { ...variables });
    const asked = async (viewer: string, query: string): Promise<Answer> =>
      running().ask(query, await running().tokenOf(viewer));

    it('find exactly those employees of whom all that is given holds', async () => {
      const all = await employeesOf(running());
      const [some] = all.filter(({ managerId }) => typeof managerId === 'string');
      const { departmentId, managerId, jobTitle, hiredOn, salaryAmount, name } = some as Required<PersonDocument>;
      const tests: [object, (person: PersonDocument) => boolean][] = [
        [{}, () => true],
        [{ departmentId }, (person) => person.departmentId === departmentId],
        [{ managerId }, (person) => person.managerId === managerId],
        [{ jobTitle }, (person) => person.jobTitle === jobTitle],
        [{ hiredAfter: hiredOn }, (person) => person.hiredOn! > hiredOn!],
        [{ hiredBefore: hiredOn }, (person) => person.hiredOn! < hiredOn!],
        [{ hiredAfter: hiredOn, hiredBefore: hiredOn }, () => false],
        [{ salaryAtLeast: salaryAmount }, (person) => person.salaryAmount! >= salaryAmount!],
        [{ salaryAtMost: salaryAmount }, (person) => person.salaryAmount! <= salaryAmount!],
        [{ salaryAtLeast: salaryAmount, salaryAtMost: salaryAmount }, (person) => person.salaryAmount === salaryAmount],
        [{ nameStartsWith: name.slice(0, 2) }, (person) => person.name.startsWith(name.slice(0, 2))],
        [{ departmentId, jobTitle, hiredBefore: null }, (person) => person.departmentId === departmentId && person.jobTitle === jobTitle],
        [{ departmentId: managerId }, () => false],
      ]; // prettier-ignore
      for (const [filter, holds] of tests) {
        const expected = all.filter(holds).map(({ _id }) => _id);
        const { body } = await ask('hr', { filter });
        const { totalCount, nodes } = body.data!['employees'] as { totalCount: number; nodes: { id: string }[] };
        expect(nodes.map(({ id }) => id).sort()).toEqual(expected.sort());
        expect(totalCount).toBe(expected.length);
      }
    });

    it('compare the beginning of a name without regard to form, case and accents, and never as a pattern', async () => {
      const people = running().application.store.collection<PersonDocument>('people');
      await people.updateOne({ userId: 'user-employee' }, { $set: { name: 'Łucja ÉMILE', foldedName: 'łucja emile' } });
      const found = async (nameStartsWith: string) =>
        ((await ask('auditor', { filter: { nameStartsWith } })).body.data!['employees'] as { totalCount: number })
          .totalCount;
      for (const start of ['ŁUC', 'łucja e', ' łucja   É', 'Łucja e\u0301mi', 'łucja\u00a0emile', 'łucja \uff45mi'])
        expect([start, await found(start)]).toEqual([start, 1]); // prettier-ignore
      for (const start of ['émile', '.', '.*', '^ł', 'łucja emile x', '(a+)+'.repeat(2_000), '$', '\u{10ffff}', '\u0000'])
        expect([start.slice(0, 20), await found(start)]).toEqual([start.slice(0, 20), 0]); // prettier-ignore
      expect(await found('  ')).toBe((await employeesOf(running())).length);
    });

    describe('AZ-18 B6 on a hidden field', () => {
      it.each(['salaryAtLeast', 'salaryAtMost'])('%s is one refusal, whether it would match or not; HR may ask', async (key) => {
        for (const viewer of ['employee', 'manager', 'auditor']) {
          const answers = await Promise.all([0, 1, 9_000_000, 90_000_000_000, -1].map((value) => ask(viewer, { filter: { [key]: value } })));
          expect(answers[0]!.body).toEqual(forbidden(`EmployeeFilter.${key}`, `filter.${key}`));
          expect(new Set(answers.map(({ text, status }) => `${status} ${text}`)).size).toBe(1);
        }
        expect((await ask('hr', { filter: { [key]: 5_000_000 } })).body.errors).toBeUndefined();
        const inline = await asked('manager', `{ employees(filter: { ${key}: 1 }) { totalCount } }`);
        expect(inline.body).toEqual(forbidden(`EmployeeFilter.${key}`, `filter.${key}`));
      }); // prettier-ignore

      it.each([
        'phone', 'nationalId', 'notes', 'bankAccount', 'passwordHash', 'userId', 'salaryAmount', 'salary',
        'salary_gt', 'salaryAmount.gt', '$where', '_id', '__proto__', 'AND', 'OR', 'NOT', 'department', 'manager', 'ended',
      ])('AZ-19 there is no filter %s, for HR neither, whatever the value', async (key) => {
        for (const viewer of ['manager', 'hr']) {
          const values = ['N1', 1, null, { gt: 1 }, { $gt: '' }, { $regex: '^N' }, { $exists: true }, ['N1'], [{ salaryAtLeast: 1 }]];
          const answers = await Promise.all(values.map((value) => ask(viewer, { filter: Object.fromEntries([[key, value]]) })));
          for (const { status, body } of answers) {
            expect([status, body.data, body.errors!.length]).toEqual([400, undefined, 1]);
            // A body with such a key is refused as a whole.
            const code = key === '__proto__' ? 'BAD_REQUEST' : 'BAD_USER_INPUT';
            expect(body.errors![0]!['extensions']).toMatchObject({ code });
          }
          expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
          if (!/^\w+$/.test(key)) continue;
          const inline = await asked(viewer, `{ employees(filter: { ${key}: "x" }) { nodes { id } } }`);
          expect([inline.status, inline.body.data]).toEqual([400, undefined]);
        }
      }); // prettier-ignore

      it('AZ-19 B35 a value that is an operator, a list or a pattern is refused or a mere text', async () => {
        const { length } = await employeesOf(running());
        for (const key of ['departmentId', 'managerId', 'jobTitle', 'nameStartsWith', 'hiredAfter', 'salaryAtLeast'])
          for (const value of [{ $ne: null }, { $gt: '' }, { $in: ['a'] }, ['a', 'b'], [{ $ne: 1 }], true]) {
            const { status, body } = await ask('hr', { filter: { [key]: value } });
            expect([key, status, body.data, (body.errors![0]!['extensions'] as { code: string }).code]).toEqual([
              key, 400, undefined, 'BAD_USER_INPUT',
            ]); // prettier-ignore
          }
        for (const key of ['departmentId', 'managerId', 'jobTitle'])
          for (const value of ['{"$ne":null}', '$ne', '.*', '/./', '$name', '', '\u0000', '__proto__'])
            expect((await ask('hr', { filter: { [key]: value } })).body).toEqual({
              data: { employees: { totalCount: 0, nodes: [] } },
            });
        expect((await ask('hr', { filter: {} })).body).toMatchObject({ data: { employees: { totalCount: length } } });
      });
    });

    it('AZ-20 B7 an order by a hidden field is one refusal in both directions, however it is written; HR may ask', async () => {
      const [inline, byVariable, rising, nested] = [
        await asked('manager', '{ employees(first: 100, orderBy: { field: SALARY, direction: DESC }) { totalCount nodes { id } } }'),
        await ask('manager', { orderBy: { field: 'SALARY', direction: 'DESC' } }),
        await ask('manager', { orderBy: { field: 'SALARY' } }),
        await running().ask('query ($field: EmployeeOrderField!) { employees(orderBy: { field: $field }) { totalCount } }', await running().tokenOf('manager'), { field: 'SALARY' }),
      ]; // prettier-ignore
      for (const answer of [inline, byVariable, rising, nested])
        expect(answer.body).toEqual(forbidden('EmployeeOrderField.SALARY', 'orderBy.field'));
      const { body } = await ask('hr', { orderBy: { field: 'SALARY' } });
      const all = await employeesOf(running());
      const bySalary = all.sort((left, right) => left.salaryAmount! - right.salaryAmount! || (left._id < right._id ? -1 : 1)); // prettier-ignore
      expect((body.data!['employees'] as { nodes: object[] }).nodes).toEqual(bySalary.map(({ _id }) => ({ id: _id })));
    });

    it('AZ-20 there is no order by another key', async () => {
      for (const field of ['salaryAmount', 'NOTES', 'nationalId', '__proto__', 'salary', 1, null, { $gt: 1 }]) {
        const { status, body } = await ask('hr', { orderBy: { field } });
        expect([status, body.data, (body.errors![0]!['extensions'] as { code: string }).code]).toEqual([400, undefined, 'BAD_USER_INPUT']); // prettier-ignore
      }
    });
  },
  { SEED_EMPLOYEES: '30' },
);

function forbidden(coordinate: string, input: string): object {
  return {
    data: { employees: null },
    errors: [
      {
        message: 'Not allowed.',
        locations: [{ line: 1, column: expect.any(Number) }],
        path: ['employees'],
        extensions: { code: 'FORBIDDEN', coordinate, count: 1, input },
      },
    ],
  };
}

function employeesOf({ application: { store } }: Running): Promise<PersonDocument[]> {
  return store.collection<PersonDocument>('people').find({ kind: 'EMPLOYEE' }).toArray();
}
