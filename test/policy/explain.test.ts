// Why an account may or may not: the same decision as viewerCan's, with every rule on the way and every word of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { engineOf } from '../../src/authorization/authorization.js';
import { explainAccess } from '../../src/authorization/explanation.js';
import type { Explanation, WayVerdict } from '../../src/authorization/explanation.js';
import { accessOf } from '../../src/authorization/viewer-may.js';
import type { Context } from '../../src/context.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import type { Role } from '../../src/identity/role.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { deep } from '../deep.js';

const accounts: { readonly [account: string]: readonly Role[] | null } = {
  anonymous: null,
  stranger: [],
  auditor: ['AUDITOR'],
  admin: ['ADMIN'],
  employee: ['EMPLOYEE'],
  manager: ['EMPLOYEE'],
  hr: ['EMPLOYEE', 'HR'],
};

// Of the checks each third, so that two accounts ask each coordinate with each record; all in the long rounds.
const sampled = deep ? 1 : 3;

let running: Running;
let person: string;
let department: string;
let contractor: string;
let draft: string;
beforeAll(async () => {
  running = await startApplication();
  const people = running.application.store.collection<PersonDocument>('people');
  const employee = await people.findOne({ userId: 'user-employee' });
  person = employee!._id;
  department = employee!.departmentId!;
  contractor = (await people.findOne({ kind: 'CONTRACTOR', managerId: employee!.managerId! }))!._id;
  const reviews = running.application.store.collection<ReviewDocument>('reviews');
  draft = (await reviews.findOne({ employeeId: person, status: 'DRAFT' }))!._id;
});
afterAll(() => running.stop());

function contextOf(account: string): Context {
  const roles = accounts[account]!;
  const viewer = roles && { id: `user-${account}`, roles, sessionId: 's', authTime: 0, generation: 0 };
  return running.application.contextFor({ viewer, requestId: 'r' });
}

function explain(account: string, coordinate: string, id?: string): Promise<Explanation | undefined> {
  const { schema } = running.application;
  return explainAccess(engineOf(schema), schema, contextOf(account), { coordinate, ...(id !== undefined && { id }) });
}

/** A way as one line a rule: `Employee: yes [EMPLOYEE=holds | HR=does not hold]`. */
function linesOf({ recordType, rules }: WayVerdict): string[] {
  return rules.map(({ coordinate, allowed, clauses }) => {
    const texts = clauses.map((words) => words.map(({ word, verdict }) => `${word}=${verdict}`).join(' and '));
    return `${recordType}; ${coordinate}: ${allowed ? 'yes' : 'no'} [${texts.join(' | ')}]`;
  });
}

const no = 'does not hold';
const met = 'EMPLOYEE=holds | HR=does not hold | AUDITOR=does not hold';
const unmet = `EMPLOYEE=${no} | HR=${no} | AUDITOR=${no}`;

describe('explainAccess', () => {
  it('says everything of a decision: record, rules, clauses, words', async () => {
    expect(await explain('employee', 'Employee.notes', person)).toEqual({
      coordinate: 'Employee.notes',
      id: person,
      allowed: false,
      ways: [
        {
          recordType: 'Employee',
          allowed: false,
          rules: [
            {
              coordinate: 'Employee',
              allowed: true,
              clauses: [
                [{ word: 'EMPLOYEE', verdict: 'holds' }],
                [{ word: 'HR', verdict: no }],
                [{ word: 'AUDITOR', verdict: no }],
              ],
            },
            {
              coordinate: 'Employee.notes',
              allowed: false,
              clauses: [
                [
                  { word: 'HR', verdict: no },
                  { word: 'other', verdict: no },
                ],
              ],
            },
          ],
        },
      ],
    });
    expect(await explain('hr', 'Employee.notes', person)).toMatchObject({ allowed: true, id: person });
    expect(await explain('hr', 'Employee.notes')).toMatchObject({ allowed: false, id: null });
  });

  type Line = readonly [account: string, coordinate: string, id: string, allowed: boolean, lines: string[]];
  const named = 'the employee';
  const records = (): { readonly [name: string]: string } => ({
    [named]: person,
    'the department': department,
    'the contractor': contractor,
    'the draft': draft,
  });
  // A draft is its author's alone, also where they manage whom it is about.
  const seen = `Review; Review: yes [EMPLOYEE=holds | HR=${no}]`;

  it.each<Line>([
    ['anonymous', 'Employee', 'no record', false, [`Employee; Employee: no [${unmet}]`]],
    ['stranger', 'Employee', 'no record', false, [`Employee; Employee: no [${unmet}]`]],
    ['employee', 'Employee', 'no record', true, [`Employee; Employee: yes [${met}]`]],
    ['admin', 'Employee.name', 'no record', false, [`Employee; Employee: no [${unmet}]`, `Employee; Employee.name: yes []`]],
    ['auditor', 'Employee.name', 'no record', true, [`Employee; Employee: yes [EMPLOYEE=${no} | HR=${no} | AUDITOR=holds]`, 'Employee; Employee.name: yes []']],
    ['manager', 'Employee.salary', 'no record', false, [`Employee; Employee: yes [${met}]`, `Employee; Employee.salary: no [self=no record named | manager=no record named | HR=${no}]`]],
    ['manager', 'Employee.salary', named, true, [`Employee; Employee: yes [${met}]`, `Employee; Employee.salary: yes [self=${no} | manager=holds | HR=${no}]`]],
    ['employee', 'Employee.salary', named, true, [`Employee; Employee: yes [${met}]`, `Employee; Employee.salary: yes [self=holds | manager=${no} | HR=${no}]`]],
    ['manager', 'Employee.salary', 'unknown', false, [`Employee; Employee: yes [${met}]`, `Employee; Employee.salary: no [self=no such record | manager=no such record | HR=${no}]`]],
    ['hr', 'Employee.salary', 'unknown', true, ['Employee; Employee: yes [EMPLOYEE=holds | HR=holds | AUDITOR=does not hold]', 'Employee; Employee.salary: yes [self=no such record | manager=no such record | HR=holds]']],
    // An account without a person is nobody's manager, and no person's self.
    ['auditor', 'Employee.salary', named, false, [`Employee; Employee: yes [EMPLOYEE=${no} | HR=${no} | AUDITOR=holds]`, `Employee; Employee.salary: no [self=${no} | manager=${no} | HR=${no}]`]],
    ['anonymous', 'Employee.salary', named, false, [`Employee; Employee: no [${unmet}]`, `Employee; Employee.salary: no [self=${no} | manager=${no} | HR=${no}]`]],
    ['manager', 'Department.budget', 'the department', true, [`Department; Department: yes [${met}]`, `Department; Department.budget: yes [head=holds | HR=${no}]`]],
    ['employee', 'Department.budget', 'the department', false, [`Department; Department: yes [${met}]`, `Department; Department.budget: no [head=${no} | HR=${no}]`]],
    ['employee', 'Person.homeAddress', named, true, [`Employee; Employee: yes [${met}]`, `Employee; Employee.homeAddress: yes [self=holds | HR=${no}]`, `Contractor; Contractor: yes [${met}]`, `Contractor; Contractor.homeAddress: no [self=no such record | HR=${no}]`]],
    ['manager', 'Person.homeAddress', named, false, [`Employee; Employee: yes [${met}]`, `Employee; Employee.homeAddress: no [self=${no} | HR=${no}]`, `Contractor; Contractor: yes [${met}]`, `Contractor; Contractor.homeAddress: no [self=no such record | HR=${no}]`]],
    ['manager', 'Contractor.dayRate', 'the contractor', true, [`Contractor; Contractor: yes [${met}]`, `Contractor; Contractor.dayRate: yes [manager=holds | HR=${no}]`]],
    ['employee', 'Contractor.dayRate', 'the contractor', false, [`Contractor; Contractor: yes [${met}]`, `Contractor; Contractor.dayRate: no [manager=${no} | HR=${no}]`]],
    ['hr', 'Mutation.endEmployment', 'the contractor', true, ['Person; Mutation.endEmployment: yes [HR=holds and other=holds]']],
    ['manager', 'Review.privateNotes', 'the draft', true, [seen, `Review; Review: yes [self=${no} | manager=${no} | author=holds | HR=${no}]`, `Review; Review.privateNotes: yes [author=holds | HR=${no} and other=holds]`]],
    ['manager', 'Query.employees(first:)', 'no record', true, [`EmployeeConnection; Query.employees: yes [${met}]`, 'EmployeeConnection; Query.employees(first:): yes []']],
    ['admin', 'Query.employees(first:)', 'no record', false, [`EmployeeConnection; Query.employees: no [${unmet}]`, 'EmployeeConnection; Query.employees(first:): yes []']],
    ['stranger', 'AccessCheck.id', 'no record', true, ['AccessDecision; Query.viewerCan: yes [signedIn=holds]', 'AccessDecision; AccessCheck.id: yes []']],
    ['anonymous', 'AccessCheck.id', 'no record', false, [`AccessDecision; Query.viewerCan: no [signedIn=${no}]`, 'AccessDecision; AccessCheck.id: yes []']],
    ['hr', 'Role.ADMIN', 'no record', true, [`UserConnection; Query.users: no [ADMIN=${no}]`, 'UserConnection; Role.ADMIN: yes []', 'User; User: yes [signedIn=holds]', `User; User.roles: yes [self=no record named | ADMIN=${no} | HR=holds]`, `User; Mutation.setUserRoles: no [ADMIN=${no} and live=not asked and other=no record named]`, 'User; Role.ADMIN: yes []']],
    ['employee', 'Role.ADMIN', 'user-employee', true, [`UserConnection; Query.users: no [ADMIN=${no}]`, 'UserConnection; Role.ADMIN: yes []', 'User; User: yes [signedIn=holds]', `User; User.roles: yes [self=holds | ADMIN=${no} | HR=${no}]`, `User; Mutation.setUserRoles: no [ADMIN=${no} and live=not asked and other=${no}]`, 'User; Role.ADMIN: yes []']],
    ['employee', 'Query.user', 'user-employee', true, [`User; Query.user: yes [ADMIN=${no} | self=holds]`]],
    ['employee', 'Query.user', 'user-hr', false, [`User; Query.user: no [ADMIN=${no} | self=${no}]`]],
    ['employee', 'Query.user', 'no record', false, [`User; Query.user: no [ADMIN=${no} | self=no record named]`]],
    ['admin', 'Query.user', 'no record', true, ['User; Query.user: yes [ADMIN=holds | self=no record named]']],
    ['anonymous', 'Query.serverInfo', 'no record', true, ['ServerInfo; Query.serverInfo: yes []']],
    ['anonymous', 'Mutation.login', 'no record', true, ['; Mutation.login: yes []']],
    ['stranger', 'Query.me', 'no record', true, ['User; Query.me: yes [signedIn=holds]']],
    ['anonymous', 'Query.me', 'no record', false, [`User; Query.me: no [signedIn=${no}]`]],
  ])('explains to %s: %s of %s', async (account, coordinate, id, allowed, lines) => {
    const given = id === 'no record' ? undefined : (records()[id] ?? id);
    const { ways, ...decision } = (await explain(account, coordinate, given))!;
    expect(decision).toEqual({ coordinate, id: given ?? null, allowed });
    expect(ways.some((way) => way.allowed)).toBe(allowed);
    expect(ways.flatMap(linesOf)).toEqual(lines);
  }); // prettier-ignore

  it('knows no coordinate that is not there', async () => {
    for (const coordinate of ['', 'Employee.none', 'None', 'Query', '__Type.name', '__proto__', 'constructor'])
      expect(await explain('hr', coordinate)).toBeUndefined();
  });

  it('decides as viewerCan does: every coordinate, every account, with and without a record', async () => {
    const { schema } = running.application;
    const { coordinates } = accessOf(engineOf(schema), schema);
    const ids = [null, 'unknown', person, contractor, department, draft, 'user-employee'];
    expect(coordinates.length).toBeGreaterThan(250);
    const asking = Object.keys(accounts).filter((name) => name !== 'anonymous');
    for (const [turn, account] of asking.entries()) {
      const checks = ids.flatMap((id, place) =>
        coordinates
          .map((coordinate) => ({ coordinate, id }))
          .filter((_, index) => (index + place + turn) % sampled === 0),
      );
      const explained = await Promise.all(
        checks.map(async ({ coordinate, id }) => (await explain(account, coordinate, id ?? undefined))!.allowed),
      );
      const answered: boolean[] = [];
      for (let at = 0; at < checks.length; at += 50) {
        const { data } = await graphql({
          schema,
          source: 'query ($checks: [AccessCheck!]!) { viewerCan(checks: $checks) { allowed } }',
          contextValue: contextOf(account),
          variableValues: { checks: checks.slice(at, at + 50) },
        });
        answered.push(...(data as { viewerCan: { allowed: boolean }[] }).viewerCan.map(({ allowed }) => allowed));
      }
      const differing = checks.filter((_, index) => explained[index] !== answered[index]);
      expect({ account, differing }).toEqual({ account, differing: [] });
    }
  });
});
