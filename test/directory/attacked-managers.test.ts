// Whom a manager leads, in whatever shape the chain is; and that what is asked for it stays small.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { People } from '../../src/features/people/people.repository.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';

let running: Running;
beforeAll(async () => {
  running = await startApplication();
});
afterAll(() => running.stop());

const people = () => running.application.store.collection<PersonDocument>('people');

describe('AZ-31 a manager to whom only a contractor reports', () => {
  const query = 'query ($id: ID!) { person(id: $id) { ... on Contractor { dayRate { amount } } } }';

  it('reads their day rate, as does whoever is above, and of no other contractor', async () => {
    const all = await people().find({}).toArray();
    const [own, other] = all.filter(({ kind }) => kind === 'CONTRACTOR');
    const leaf = all.find(({ userId }) => userId === 'user-employee')!;
    await people().updateOne({ _id: own!._id }, { $set: { managerId: leaf._id } });
    await people().updateOne({ _id: other!._id }, { $set: { managerId: null } });
    for (const viewer of ['employee', 'manager']) {
      const token = await running.tokenOf(viewer);
      expect((await running.ask(query, token, { id: own!._id })).body).toEqual({
        data: { person: { dayRate: { amount: own!.dayRateAmount } } },
      });
      const { body } = await running.ask(query, token, { id: other!._id });
      expect([body.data, body.errors?.map(({ extensions }) => extensions)]).toEqual([
        { person: { dayRate: null } },
        [{ code: 'FORBIDDEN', coordinate: 'Contractor.dayRate', count: 1 }],
      ]);
    }
  });
});

describe('LD-08 whom somebody leads', () => {
  it('is known with those alone who lead others, so that no query names all who are below', async () => {
    const all = await people().find({ ended: null }).toArray();
    const above = new Map(all.map(({ _id, managerId }) => [_id, managerId ?? null]));
    const top = all.find(({ _id, kind }) => kind === 'EMPLOYEE' && above.get(_id) === null)!;
    const isBelow = (id: string | null): boolean => id !== null && (id === top._id || isBelow(above.get(id) ?? null));
    const below = all.filter(({ _id }) => _id !== top._id && isBelow(_id));
    const { employees, leading } = await new People(running.application.store).below(top._id);
    expect([...employees].sort()).toEqual(below.filter(({ kind }) => kind === 'EMPLOYEE').map(({ _id }) => _id).sort()); // prettier-ignore
    expect([...leading].sort()).toEqual([...new Set(below.map(({ managerId }) => managerId!))].sort());
    expect(leading.size).toBeLessThan(employees.size);
  });

  it('ends in a circle that another program has made, and nobody leads themselves there', async () => {
    const { store } = running.application;
    await people().insertOne({ ...person('c1'), managerId: 'c2' });
    await people().insertOne({ ...person('c2'), managerId: 'c1' });
    await people().insertOne({ ...person('c3'), managerId: 'c3' });
    expect(await new People(store).below('c1')).toEqual({
      employees: new Set(['c2']),
      leading: new Set(['c1', 'c2']),
    });
    expect(await new People(store).below('c3')).toEqual({ employees: new Set(), leading: new Set(['c3']) });
  });
});

function person(_id: string): PersonDocument {
  return { _id, kind: 'EMPLOYEE', version: 1, name: _id, foldedName: _id, searchTokens: [_id] };
}
