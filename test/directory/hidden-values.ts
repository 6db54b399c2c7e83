// What a viewer of the directory may not read, and how to change all of it: values, and which records there are.
import { derivedOf as derivedOfDepartment } from '../../src/features/departments/department.repository.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import { derivedOf } from '../../src/features/people/person.document.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import type { Store } from '../../src/database/port.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { Changes } from './changes.js';

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
  'dayRateAmount',
] as const;
const amounts: readonly string[] = ['salaryAmount', 'dayRateAmount'];

/** Changes all that the viewer may not read; returns how to undo it. */
export async function changeHidden(store: Store, viewer: ViewerName): Promise<() => Promise<void>> {
  const changes = new Changes(store);
  const people = await store.collection<PersonDocument>('people').find({}).toArray();
  const own = people.find(({ userId }) => userId === `user-${viewer}`)?._id;
  const below = reportsBelow(people, own);

  for (const person of people) {
    const hidden = guarded.filter((key) => !mayRead(viewer, key, person, below));
    await changes.overwrite<PersonDocument>('people', person, {
      ...Object.fromEntries(hidden.map((key) => [key, amounts.includes(key) ? null : `changed ${key}`])),
      // What is only announced nobody reads.
      pendingId: 'announced',
      pendingManagerId: people[0]!._id,
    });
  }

  const departments = await store.collection<DepartmentDocument>('departments').find({}).toArray();
  for (const department of departments) {
    const hidden = viewer !== 'hr' && (own === undefined || department.headId !== own);
    if (hidden) await changes.overwrite<DepartmentDocument>('departments', department, { budgetAmount: 7 });
  }
  await changes.add<DepartmentDocument>('departments', {
    _id: 'arriving', version: 1, name: 'Arriving', ...derivedOfDepartment({ name: 'Arriving' }), arriving: true,
  }); // prettier-ignore
  await changes.add<PersonDocument>('people', {
    _id: 'arriving', kind: 'ARRIVING', version: 1, name: 'Ada Arriving', ...derivedOf({ name: 'Ada Arriving' }),
    departmentId: departments[0]!._id, managerId: people[0]!._id,
  }); // prettier-ignore

  await changeReviews(
    changes,
    viewer,
    own,
    below,
    await store.collection<ReviewDocument>('reviews').find({}).toArray(),
  );

  for (const user of await store.collection<UserRecord>('users').find({}).toArray()) {
    const others = viewer !== 'admin' && user._id !== `user-${viewer}`;
    await changes.overwrite<UserRecord>('users', user, {
      passwordHash: 'changed',
      ...(others && { createdAt: new Date(0), lastLoginAt: new Date(0) }),
    });
  }
  return () => changes.undo();
}

/** Reviews that are not to be met are changed or gone, and there is another; of the rest the private notes are changed. */
async function changeReviews(
  changes: Changes,
  viewer: ViewerName,
  own: string | undefined,
  below: ReadonlySet<string>,
  reviews: readonly ReviewDocument[],
): Promise<void> {
  if (viewer !== 'hr') {
    const author = reviews.find(({ authorId }) => authorId !== own)!.authorId;
    const createdAt = new Date('2999-01-01T00:00:00Z');
    await changes.add('reviews', { ...reviews[0]!, _id: 'another', authorId: author, status: 'DRAFT', period: 'x', createdAt });
  } // prettier-ignore
  for (const [nth, review] of reviews.entries()) {
    const mayMeet = viewer === 'hr' || review.authorId === own || mayMeetSubmitted(review, own, below);
    const mayReadNotes = review.authorId === own || (viewer === 'hr' && review.employeeId !== own);
    if (!mayMeet && nth % 2 === 0) await changes.remove('reviews', review);
    else
      await changes.overwrite<ReviewDocument>('reviews', review, {
        ...(!mayMeet && { period: `changed ${nth}`, rating: 1, comments: 'changed', createdAt: new Date(nth) }),
        ...(!mayReadNotes && { privateNotes: 'changed' }),
      });
  }
}

function mayMeetSubmitted(
  { employeeId, status }: ReviewDocument,
  own: string | undefined,
  below: ReadonlySet<string>,
): boolean {
  return status !== 'DRAFT' && (employeeId === own || below.has(employeeId));
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
  return amounts.includes(key) && below.has(person._id);
}

/** Everybody below a person, at any depth. */
function reportsBelow(people: readonly PersonDocument[], own: string | undefined): Set<string> {
  const below = new Set<string>(own === undefined ? [] : [own]);
  for (let size = -1; size !== below.size;) {
    size = below.size;
    for (const { _id, managerId } of people) if (managerId && below.has(managerId)) below.add(_id);
  }
  if (own !== undefined) below.delete(own);
  return below;
}
