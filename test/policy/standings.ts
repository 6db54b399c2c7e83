// Who asks: for each kind of viewer an account of the demo company, and records to which it stands in that relation.
import { auditCollection } from '../../src/audit/audit-log.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import type { Store } from '../../src/database/port.js';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { roles } from '../../src/identity/role.js';
import type { Role } from '../../src/identity/role.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';

const farAway = new Date('2999-01-01T00:00:00Z');

/** One kind of viewer: its account, and the records that it asks about. */
export interface Standing {
  readonly account: string;
  readonly person: string;
  readonly department: string;
  readonly user: string;
  /** The account and the session that mutations are about. */
  readonly target: string;
  readonly session: string;
}

/** Makes the accounts that the demo company lacks, in its store, and says who stands where. */
export async function standingsIn(store: Store): Promise<{ readonly [kind: string]: Standing }> {
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
  await addAccount('both', ['EMPLOYEE', 'ADMIN']);
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
  await addAccount('self-admin', ['ADMIN']);
  for (const { _id } of await users.find({}).toArray()) await addSession(_id.replace('user-', ''));

  await store.collection<AuditRecord>(auditCollection).insertOne({
    _id: 'event', at: template.createdAt, event: 'user_created', level: 'WARN', outcome: 'SUCCEEDED',
    recordIds: [], requestId: 'request', expiresAt: new Date(Date.now() + 1e9),
  }); // prettier-ignore

  const others = {
    person: employee._id,
    department: department._id,
    user: 'user-hr',
    target: 'user-target',
    session: 'session-target',
  };
  const own = (user: string, person: PersonDocument) => ({
    ...others, person: person._id, user: `user-${user}`, target: `user-${user}`, session: `session-${user}`,
  }); // prettier-ignore
  return {
    anonymous: { account: 'anonymous', ...others },
    'no role': { account: 'stranger', ...others },
    ...Object.fromEntries(roles.map((role) => [role, { account: `only-${role.toLowerCase()}`, ...others }])),
    self: { account: 'employee', ...own('employee', employee) },
    manager: { account: 'above', ...others },
    // Somebody who heads the department and manages its people: here of a person whom they do not manage.
    head: { account: 'manager', ...others, person: hr._id },
    'EMPLOYEE and ADMIN': { account: 'both', ...others },
    'ADMIN and self': { ...others, account: 'self-admin', user: 'user-self-admin', target: 'user-self-admin' },
    'HR and self': { account: 'hr', ...own('hr', hr) },
  };
}
