import { describe, expect, it } from '@jest/globals';
import { alice, company, companyData, contextOf, hr } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import { askBoth, forbidden } from './fixtures/guarded.js';

function crowd(size: number) {
  const data = companyData();
  const [model] = data.people;
  data.people.splice(
    0,
    data.people.length,
    ...Array.from({ length: size }, (_, n) => ({ ...model!, id: `p${n}`, managerId: null, salary: 5_000_000 + n })),
  );
  return data;
}
const query = '{ people { id ... on Employee { salary } } }';
const ids = (size: number) => Array.from({ length: size }, (_, n) => `p${n}`);

describe('a selection refused on many rows', () => {
  const schema = company({}, crowd(100));
  const asked = (viewer: Viewer, source = query) => askBoth(schema, source, () => contextOf(viewer));

  it('AZ-16 is one error with its count, and the rest is intact', async () => {
    const started = performance.now();
    const denied = await asked(alice);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(denied).toEqual({
      data: { people: [...ids(100).map((id) => ({ id, salary: null })), { id: 'carl' }] },
      errors: [forbidden('Employee.salary', ['people', 0, 'salary'], 100)],
    });
    expect(await asked(hr)).toEqual({
      data: { people: [...ids(100).map((id, n) => ({ id, salary: 5_000_000 + n })), { id: 'carl' }] },
    });
  });

  it('AZ-16 is one error for each alias and each way', async () => {
    const { errors } = await asked(
      alice,
      '{ people { ... on Employee { a: salary b: salary } } again: people { ... on Employee { salary } } }',
    );
    expect(errors).toEqual([
      forbidden('Employee.salary', ['people', 0, 'a'], 100),
      forbidden('Employee.salary', ['people', 0, 'b'], 100),
      forbidden('Employee.salary', ['again', 0, 'salary'], 100),
    ]);
  });

  it('AZ-16 is counted for each viewer and operation anew', async () => {
    const context = contextOf(alice);
    for (let time = 0; time < 2; time += 1) {
      expect((await askBoth(schema, query, () => context)).errors).toEqual([
        forbidden('Employee.salary', ['people', 0, 'salary'], 100),
      ]);
    }
  });

  it('AZ-44 has the path of its first occurrence in the response, whatever resolved first', async () => {
    const slow = crowd(3);
    const people = slow.people.map((person, n) => new Promise((resolve) => setTimeout(resolve, 30 - 10 * n, person)));
    slow.people.splice(0, 3, ...(people as never[]));
    expect((await askBoth(company({}, slow), query, () => contextOf(alice))).errors).toEqual([
      forbidden('Employee.salary', ['people', 0, 'salary'], 3),
    ]);
  });

  it('AZ-44 does not tell of rows that were not returned', async () => {
    const few = company({}, crowd(2));
    expect((await askBoth(few, query, () => contextOf(alice))).errors).toEqual([
      forbidden('Employee.salary', ['people', 0, 'salary'], 2),
    ]);
    const none = company({}, crowd(0));
    expect(await askBoth(none, query, () => contextOf(alice))).toEqual({ data: { people: [{ id: 'carl' }] } });
  });
});

describe('per path', () => {
  it('AZ-16 each occurrence is an error', async () => {
    const schema = company({ errors: 'per-path' }, crowd(100));
    expect((await askBoth(schema, query, () => contextOf(alice))).errors).toEqual(
      ids(100).map((_, n) => forbidden('Employee.salary', ['people', n, 'salary'])),
    );
    expect((await askBoth(schema, query, () => contextOf(hr))).errors).toBeUndefined();
  });

  it('AZ-16 up to a thousand; the first one counts the rest', async () => {
    const schema = company({ errors: 'per-path' }, crowd(1500));
    const { errors } = await askBoth(schema, query, () => contextOf(alice));
    expect(errors).toHaveLength(1000);
    expect(errors![0]).toEqual(forbidden('Employee.salary', ['people', 0, 'salary'], 501));
    expect(errors![999]).toEqual(forbidden('Employee.salary', ['people', 999, 'salary']));
  });
});
