// What a viewer of the directory may not read, and how to change all of it.
import type { Store } from '../../src/database/port.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';

/** The demo's kinds of viewers. */
export const viewers = ['anonymous', 'stranger', 'auditor', 'admin', 'employee', 'manager', 'hr'] as const;
export type ViewerName = (typeof viewers)[number];

const guarded = [
  'personalEmail',
  'homeAddress',
  'birthDate',
  'salaryAmount',
  'bankAccount',
  'nationalId',
  'notes',
] as const;

/** Changes every value that the viewer may not read; returns how to undo it. */
export async function changeHidden(store: Store, viewer: ViewerName): Promise<() => Promise<void>> {
  const people = store.collection<PersonDocument>('people');
  const departments = store.collection<DepartmentDocument>('departments');
  const all = await people.find({}).toArray();
  const below = reportsBelow(all, `user-${viewer}`);
  for (const person of all) {
    const hidden = guarded.filter((key) => !mayRead(viewer, key, person, below));
    const $set = Object.fromEntries(hidden.map((key) => [key, key === 'salaryAmount' ? null : `changed ${key}`]));
    if (hidden.length > 0) await people.updateOne({ _id: person._id }, { $set });
  }
  const heads = new Set(all.filter(({ userId }) => userId === `user-${viewer}`).map(({ _id }) => _id));
  const budgets = (await departments.find({}).toArray()).filter(
    ({ headId }) => viewer !== 'hr' && !heads.has(headId ?? ''),
  );
  for (const { _id } of budgets) await departments.updateOne({ _id }, { $set: { budgetAmount: 7 } });
  return async () => {
    for (const { _id, ...person } of all)
      await people.updateOne({ _id }, { $set: Object.fromEntries(guarded.map((key) => [key, person[key] ?? null])) });
    for (const { _id, budgetAmount } of budgets)
      await departments.updateOne({ _id }, { $set: { budgetAmount: budgetAmount ?? null } });
  };
}

/** Who may read a person's guarded key; `hr` may read all but their own notes. */
function mayRead(
  viewer: ViewerName,
  key: (typeof guarded)[number],
  person: PersonDocument,
  below: ReadonlySet<string>,
): boolean {
  const own = person.userId === `user-${viewer}`;
  if (viewer === 'hr') return key !== 'notes' || !own;
  if (own) return key !== 'notes';
  return key === 'salaryAmount' && viewer === 'manager' && below.has(person._id);
}

function reportsBelow(people: readonly PersonDocument[], userId: string): Set<string> {
  const below = new Set(people.filter((person) => person.userId === userId).map(({ _id }) => _id));
  const own = [...below][0];
  for (let size = -1; size !== below.size;) {
    size = below.size;
    for (const { _id, managerId } of people) if (managerId && below.has(managerId)) below.add(_id);
  }
  if (own) below.delete(own);
  return below;
}
