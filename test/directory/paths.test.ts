// Whatever the way to a record, it is the same record: what one way refuses, no other gives.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { demoPassword } from '../application.js';
import type { Running } from '../application.js';
import { onEveryStore } from '../stores.js';

const fields =
  '__typename id name homeAddress birthDate personalEmail ... on Employee { version salary { amount } bankAccount nationalId notes }';

const guarded = ['bankAccount', 'birthDate', 'homeAddress', 'nationalId', 'notes', 'personalEmail', 'salary'];

/** Every way to the manager's person, as the employee who reports to them may go; `$id` is the manager, `$own` the employee. */
const ways = [
  'query ($id: ID!) { employee(id: $id) { ...f } }',
  'query ($id: ID!) { person(id: $id) { ...f } }',
  'query ($id: ID!) { employee(id: $id) { department { head { ...f } } } }',
  'query ($id: ID!) { employee(id: $id) { department { members(first: 30) { edges { node { ...f } } } } } }',
  'query ($id: ID!) { employee(id: $id) { department { members(first: 30) { nodes { ...f } } } } }',
  'query ($id: ID!) { employee(id: $id) { manager { reports { edges { node { ...f } } } } } }',
  'query ($id: ID!) { employee(id: $id) { reports { nodes { manager { ...f } } } } }',
  '{ employees(first: 100) { nodes { ...f } } }',
  '{ employees(first: 100) { edges { node { ...f } } } }',
  '{ employees(first: 40) { nodes { manager { ... on Person { ...f } } } } }',
  '{ departments { head { ...f } } }',
  '{ search(text: "head engineering") { ... on Person { ...f } } }',
  '{ search(text: "engineering") { ... on Department { head { ...f } } } }',
  '{ me { person { manager { ...f } } } }',
  '{ me { person { ... on Employee { reviews { nodes { author { ...f } } } } } } }',
  '{ me { person { ... on Employee { reviews { edges { node { employee { manager { ...f } } } } } } } } }',
  'mutation ($own: ID!) { updateEmployee(id: $own, input: { phone: "+49 30 123" }) { manager { ...f } } }',
  `mutation { login(email: "employee@claimcheck.example", password: "${demoPassword}") { user { person { manager { ...f } } } } }`,
];

onEveryStore(
  'AZ-14 a person is the same by every way to them',
  (running) => {
    it.each(ways)('%s', async (way) => {
      const { manager, employee } = await idsOf(running());
      const token = await running().tokenOf('employee');
      const variables = { id: manager._id, own: employee._id };
      // What roles alone refuse in a mutation's result is refused before it writes.
      const asked = way.includes('updateEmployee') ? fields.replace(' notes', '') : fields;
      const query = `${way} fragment f on Person { ${asked} }`;
      const { body } = await running().ask(query, token, variables);
      const found = objectsOf(body.data, manager._id);
      expect(found.length).toBeGreaterThan(0);
      for (const object of found)
        expect(object).toEqual({
          __typename: 'Employee', id: manager._id, name: manager.name, version: 1,
          ...Object.fromEntries(guarded.filter((field) => asked.includes(field)).map((field) => [field, null])),
        }); // prettier-ignore
      const refused = body.errors!.map(({ extensions }) => (extensions as { coordinate: string }).coordinate);
      expect(refused.filter((coordinate) => coordinate.startsWith('Employee.')).sort()).toEqual(
        guarded.filter((field) => asked.includes(field)).map((field) => `Employee.${field}`),
      );
      if (way.startsWith('mutation')) return;
      const asHr = await running().ask(query, await running().tokenOf('hr'), variables);
      for (const object of objectsOf(asHr.body.data, manager._id))
        expect(object).toMatchObject({ salary: { amount: manager.salaryAmount }, notes: manager.notes });
    });

    describe('AZ-13 through many', () => {
      it('each occurrence is decided by the record that it is: own and below are shown, others not', async () => {
        const people = await running().application.store.collection<PersonDocument>('people').find({}).toArray();
        const query =
          '{ departments { members(first: 8) { nodes { id ... on Employee { salary { amount } } manager { id salary { amount } manager { id salary { amount } } } } edges { node { ... on Employee { id salary { amount } } } } } head { reports(first: 3) { nodes { reports(first: 3) { edges { node { id salary { amount } } } } } } } } }';
        for (const viewer of ['employee', 'manager', 'auditor', 'hr']) {
          const { body } = await running().ask(query, await running().tokenOf(viewer));
          const mayRead = readable(people, viewer);
          const seen = salariesIn(body.data);
          expect(seen.length).toBeGreaterThan(60);
          for (const { id, salary } of seen) {
            const { salaryAmount, kind } = people.find(({ _id }) => _id === id)!;
            expect([viewer, id, kind, salary]).toEqual([viewer, id, 'EMPLOYEE', mayRead(id) ? { amount: salaryAmount } : null]); // prettier-ignore
          }
        }
      });
    });
  },
  { SEED_EMPLOYEES: '30' },
);

/** All objects with that id in an answer. */
function objectsOf(value: unknown, id: string): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap((inner) => objectsOf(inner, id));
  return 'id' in value && value.id === id ? [value, ...below] : below;
}

function salariesIn(value: unknown): { id: string; salary: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(salariesIn);
  return 'salary' in value ? [value as { id: string; salary: unknown }, ...below] : below;
}

function readable(people: readonly PersonDocument[], viewer: string): (id: string) => boolean {
  if (viewer === 'hr') return () => true;
  const own = people.find(({ userId }) => userId === `user-${viewer}`);
  const chain = (id: string): string[] => {
    const above = people.find(({ _id }) => _id === id)?.managerId;
    return above ? [above, ...chain(above)] : [];
  };
  return (id) => own !== undefined && (id === own._id || chain(id).includes(own._id));
}

async function idsOf({ application: { store } }: Running) {
  const people = await store.collection<PersonDocument>('people').find({}).toArray();
  const of = (account: string) => people.find(({ userId }) => userId === `user-${account}`)!;
  return { employee: of('employee'), manager: of('manager') };
}
