// Who asks: for each kind of viewer an account of the demo company, and records to which it stands in that relation.
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import type { Store } from '../../src/database/port.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import { roles } from '../../src/identity/role.js';
import type { Role } from '../../src/identity/role.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';

const farAway = new Date('2999-01-01T00:00:00Z');

/** The review that authors submit. */
export const begunReview = 'review-begun';

/** One kind of viewer: its account, and the records that it asks about. */
export interface Standing {
  readonly account: string;
  readonly person: string;
  readonly contractor: string;
  readonly department: string;
  /** Manages the person and heads the department of whoever may change them. */
  readonly manager: string;
  /** Who leaves, and who is reviewed: nobody's manager. */
  readonly colleague: string;
  readonly review: string;
  /** The review that is submitted. */
  readonly begun: string;
  readonly user: string;
  /** The account and the session that mutations are about. */
  readonly target: string;
  readonly session: string;
}

/** By kind of viewer; where a kind needs another account for records of one type, also by `kind of type`. */
export type Standings = { readonly [kind: string]: Standing };

/** Who asks for a coordinate. */
export function standingOf(standings: Standings, kind: string, coordinate: string): Standing {
  return standings[`${kind} of ${coordinate.split('.')[0]!}`] ?? standings[kind]!;
}

/** Makes the accounts and reviews that the demo company lacks, in its store, and says who stands where. */
export async function standingsIn(store: Store): Promise<Standings> {
  const people = store.collection<PersonDocument>('people');
  const users = store.collection<UserRecord>('users');
  const personOf = async (user: string): Promise<PersonDocument> => (await people.findOne({ userId: `user-${user}` }))!;
  const employee = await personOf('employee');
  const manager = await personOf('manager');
  const hr = await personOf('hr');
  const department = await store.collection<DepartmentDocument>('departments').findOne({ _id: employee.departmentId! });
  if (department?.headId !== manager._id || employee.managerId !== manager._id)
    throw new Error("The demo's manager is not above its employee, or does not head their department.");

  const template = (await users.findOne({ _id: 'user-employee' }))!;
  const addAccount = (name: string, of: readonly Role[]): Promise<unknown> =>
    users.insertOne({
      ...template, _id: `user-${name}`, email: `${name}@claimcheck.example`, roles: of, lastLoginAt: template.createdAt,
    }); // prettier-ignore
  for (const role of roles) await addAccount(`only-${role.toLowerCase()}`, [role]);
  // What is `other` than their own only somebody can say who is a person.
  const ofNobody = (await people.findOne({ kind: 'EMPLOYEE', jobTitle: 'Controller' }))!;
  await people.updateOne({ _id: ofNobody._id }, { $set: { userId: 'user-only-hr' } });
  await addAccount('all-but-hr', ['EMPLOYEE', 'AUDITOR', 'ADMIN']);
  await addAccount('signing-in', ['EMPLOYEE']);
  // Above the manager, and so a manager of the employee, but not the head of their department.
  await addAccount('above', ['EMPLOYEE']);
  await people.updateOne({ _id: manager.managerId! }, { $set: { userId: 'user-above' } });
  // Their last login has a time, as that of anyone who asks for themselves.
  await users.updateOne({ _id: 'user-hr' }, { $set: { lastLoginAt: template.createdAt } });
  await users.updateOne({ _id: 'user-employee' }, { $set: { lastLoginAt: template.createdAt } });

  await addAccount('target', []);
  const addSession = (user: string): Promise<unknown> =>
    store.collection<SessionRecord>('sessions').insertOne({
      _id: `session-${user}`, userId: `user-${user}`, generation: template.generation, counter: 0,
      authTime: template.createdAt, createdAt: template.createdAt, lastUsedAt: template.createdAt,
      idleExpiresAt: farAway, expiresAt: farAway,
    }); // prettier-ignore
  await addAccount('self-admin', ['AUDITOR', 'ADMIN']);
  await addAccount('manager-admin', ['EMPLOYEE', 'AUDITOR', 'ADMIN']);
  await addAccount('contractor', ['EMPLOYEE']);
  await addAccount('contractor-admin', ['AUDITOR', 'ADMIN']);
  for (const { _id } of await users.find({}).toArray()) await addSession(_id.replace('user-', ''));

  await store.collection<AuditRecord>(auditCollection).insertOne({
    _id: 'event', at: template.createdAt, event: 'user_created', level: 'WARN', outcome: 'SUCCEEDED',
    recordIds: [], requestId: 'request', expiresAt: new Date(Date.now() + 1e9),
  }); // prettier-ignore

  // Each is managed by the head of another department.
  const contractorOf = async (manager: string): Promise<string> =>
    (await people.findOne({ kind: 'CONTRACTOR', managerId: manager }))!._id;
  const contractor = await contractorOf(manager._id);
  const elsewhere = await contractorOf(hr.managerId!);
  const guarded = { birthDate: '1980-01-31', personalEmail: 'me@home.example' };
  await people.updateOne({ _id: contractor }, { $set: { ...guarded, userId: 'user-contractor' } });
  await people.updateOne({ _id: elsewhere }, { $set: guarded });
  const colleague = (await people.findOne({ kind: 'EMPLOYEE', jobTitle: 'Recruiter' }))!;

  const reviews = store.collection<ReviewDocument>('reviews');
  const reviewOf = async ({ _id }: PersonDocument, status: ReviewDocument['status']): Promise<string> =>
    (await reviews.findOne({ employeeId: _id, status }))!._id;
  const draft = (await reviews.findOne({ employeeId: employee._id, status: 'DRAFT' }))!;
  // By somebody who is not above the person.
  await reviews.insertOne({
    ...draft,
    _id: begunReview,
    employeeId: hr._id,
    createdAt: new Date('2020-01-31T00:00:00Z'),
  });

  const review = await reviewOf(employee, 'SUBMITTED');
  const others = {
    person: employee._id,
    contractor,
    department: department._id,
    manager: manager._id,
    colleague: colleague._id,
    review,
    begun: review,
    user: 'user-hr',
    target: 'user-target',
    session: 'session-target',
  };
  const own = (user: string, person: PersonDocument) => ({
    ...others, person: person._id, department: person.departmentId!, manager: person.managerId!, colleague: person._id,
    user: `user-${user}`, target: `user-${user}`, session: `session-${user}`,
  }); // prettier-ignore
  const selfAdmin = (await people.findOne({ jobTitle: 'Coordinator, staff of the head' }))!;
  await people.updateOne({ _id: selfAdmin._id }, { $set: { userId: 'user-self-admin' } });
  const ofAdmin = await contractorOf(selfAdmin.managerId!);
  await people.updateOne({ _id: ofAdmin }, { $set: { ...guarded, userId: 'user-contractor-admin' } });
  // Below the head of Finance, and reviewed by somebody else.
  const finance = (await people.findOne({ jobTitle: 'Head of Finance' }))!;
  await people.updateOne({ _id: finance._id }, { $set: { userId: 'user-manager-admin' } });
  const managed = (await people.findOne({ jobTitle: 'Senior controller' }))!;
  await reviews.insertOne({ ...draft, _id: 'review-managed', employeeId: managed._id, status: 'SUBMITTED' });

  const ofHr = await reviewOf(hr, 'SUBMITTED');
  // Somebody who heads the department and manages its people: here of people whom they do not manage.
  const head = { account: 'manager', ...others, person: hr._id, contractor: elsewhere, review: ofHr, begun: ofHr };
  return {
    anonymous: { account: 'anonymous', ...others },
    'no role': { account: 'stranger', ...others },
    ...Object.fromEntries(roles.map((role) => [role, { account: `only-${role.toLowerCase()}`, ...others }])),
    self: { account: 'employee', ...own('employee', employee) },
    'self of Contractor': { account: 'contractor', ...others },
    manager: { account: 'above', ...others },
    head,
    author: { ...head, department: hr.departmentId!, review: draft._id, begun: begunReview },
    'all but HR': { account: 'all-but-hr', ...others },
    'AUDITOR, ADMIN and self': {
      account: 'self-admin', ...own('self-admin', selfAdmin), review: await reviewOf(selfAdmin, 'SUBMITTED'),
    },
    'AUDITOR, ADMIN and self of Contractor': { account: 'contractor-admin', ...others, contractor: ofAdmin },
    'all but HR, and manager': {
      account: 'manager-admin', ...others, person: managed._id,
      colleague: (await people.findOne({ jobTitle: 'Lead controller' }))!._id,
      contractor: await contractorOf(finance._id), review: 'review-managed',
    },
    'HR and self, signed in long ago': { account: 'hr', ...own('hr', hr), contractor: elsewhere, review: ofHr, begun: ofHr },
  }; // prettier-ignore
}
