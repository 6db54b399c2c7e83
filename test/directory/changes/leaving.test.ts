// Managers that are moved, and people who leave: what stands in the way, and what is over when the day has come.
import { describe, expect, it } from '@jest/globals';
import { directory } from '../../../src/features/directory.js';
import { sweepPeople } from '../../../src/features/people/sweep.js';
import type { PersonDocument } from '../../../src/features/people/person.document.js';
import { demoPassword } from '../../application.js';
import { unvalidated } from '../../database/unvalidated.js';
import { onEveryStore } from '../../stores.js';
import { addEmployee, allOf, ask, departmentsOf, forbidden, peopleOf, personOf, refused, unfit } from './asking.js';
import type { Account } from './asking.js';

const move = `mutation ($id: ID!, $managerId: ID) {
  updateEmployee(id: $id, input: { managerId: $managerId }) { id manager { id } }
}`;
const leave =
  'mutation ($id: ID!, $on: Date!) { endEmployment(id: $id, on: $on) { id ... on Employee { endedOn version } } }';
const salary = 'query ($id: ID!) { employee(id: $id) { salary { amount } } }';
const future = '2199-01-01';

onEveryStore('Managers', (running) => {
  const moved = async (id: string, managerId: string | null): Promise<unknown> =>
    (await ask(running(), 'hr', move, { id, managerId })).body;
  const done = (id: string, managerId: string | null): object => ({
    data: { updateEmployee: { id, manager: managerId === null ? null : { id: managerId } } },
  });

  it('are never oneself, nor who reports to one in up to four steps; elsewhere in the chain they may be', async () => {
    const chain = [await addEmployee(running())];
    for (let step = 0; step < 4; step += 1) chain.push(await addEmployee(running(), { managerId: chain.at(-1)! }));
    const [top, ...below] = chain as [string, ...string[]];
    const before = await allOf(running());
    expect(await moved(top, top)).toEqual(
      unfit('updateEmployee', ['input.managerId', 'must be somebody else; nobody is their own manager']),
    );
    for (const managerId of below)
      expect(await moved(top, managerId)).toEqual(
        unfit('updateEmployee', ['input.managerId', 'must be nobody who reports to the person, directly or not']),
      );
    expect(await allOf(running())).toEqual(before);
    expect(await moved(below[3]!, top)).toEqual(done(below[3]!, top));
    expect(await moved(below[0]!, null)).toEqual(done(below[0]!, null));
    expect(await moved(top, below[2]!)).toEqual(done(top, below[2]!));
  });

  it('are found where the stored chain is a circle already', async () => {
    const [a, b] = [await addEmployee(running()), await addEmployee(running())];
    await peopleOf(running()).updateOne({ _id: a }, { $set: { managerId: b } });
    await peopleOf(running()).updateOne({ _id: b }, { $set: { managerId: a } });
    const c = await addEmployee(running());
    expect(await moved(c, a)).toEqual(done(c, a));
    expect(await moved(a, c)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(await moved(a, null)).toEqual(done(a, null));
  });

  it('gain and lose what they may with the next operation', async () => {
    const manager = (await personOf(running(), 'manager'))._id;
    const id = await addEmployee(running(), { salaryAmount: 7 });
    const shown = { data: { employee: { salary: { amount: 7 } } } };
    const hidden = {
      data: { employee: { salary: null } },
      errors: [expect.objectContaining({ message: 'Not allowed.' })],
    };
    const sees = async (): Promise<unknown> => (await ask(running(), 'manager', salary, { id })).body;
    expect(await sees()).toEqual(hidden);
    await moved(id, manager);
    expect(await sees()).toEqual(shown);
    const between = await addEmployee(running(), { managerId: manager });
    await moved(id, between);
    expect(await sees()).toEqual(shown);
    await moved(between, null);
    expect(await sees()).toEqual(hidden);
  });
});

onEveryStore('An end of employment', (running) => {
  const end = async (account: Account, id: string, on: string) =>
    (await ask(running(), account, leave, { id, on })).body;
  const conflict = (message: string): object => refused('endEmployment', 'CONFLICT', {}, message);
  const today = async (): Promise<string> => (await running().application.store.now()).toISOString().slice(0, 10);

  it('is for HR to say, not of themselves, and alike for all others', async () => {
    const id = await addEmployee(running());
    const before = await allOf(running());
    for (const account of ['stranger', 'auditor', 'admin', 'employee', 'manager'] as const)
      for (const of of [id, 'nothing']) expect(await end(account, of, future)).toEqual(forbidden('endEmployment'));
    expect(await end('hr', (await personOf(running(), 'hr'))._id, future)).toEqual(forbidden('endEmployment'));
    expect(await end('hr', 'nothing', future)).toEqual(refused('endEmployment', 'NOT_FOUND'));
    expect(await end('hr', id, '2200-01-01')).toEqual(
      unfit('endEmployment', ['on', 'must be from 1900-01-01 to 2199-12-31']),
    );
    expect(await allOf(running())).toEqual(before);
  });

  it('is a CONFLICT while there are reports, contractors, arriving ones, or a department', async () => {
    const id = await addEmployee(running());
    const reports = conflict('The person still has reports.');
    for (const report of [{ managerId: id }, { managerId: id, kind: 'CONTRACTOR' as const },
      { kind: 'ARRIVING' as const, pendingId: 'p', pendingSince: new Date(Date.now() + 60_000), pendingManagerId: id }]) {
      const added = await addEmployee(running(), report);
      expect(await end('hr', id, future)).toEqual(reports);
      await peopleOf(running()).deleteMany({ _id: added });
    } // prettier-ignore
    const department = (await departmentsOf(running()).findOne({}))!;
    await departmentsOf(running()).updateOne({ _id: department._id }, { $set: { headId: id } });
    expect(await end('hr', id, future)).toEqual(conflict('The person still heads a department.'));
    await departmentsOf(running()).updateOne({ _id: department._id }, { $set: { headId: department.headId! } });
    await addEmployee(running(), { managerId: id, endedOn: '2020-01-01', ended: true });
    expect(await end('hr', id, future)).toEqual({ data: { endEmployment: { id, endedOn: future, version: 2 } } });
  });

  it('said again is the same, another day before then a change; who leaves is no manager and no head to be', async () => {
    const id = await addEmployee(running());
    const said = (endedOn: string, version: number): object => ({ data: { endEmployment: { id, endedOn, version } } });
    expect(await end('hr', id, future)).toEqual(said(future, 2));
    expect(await end('hr', id, future)).toEqual(said(future, 2));
    expect(await end('hr', id, '2198-01-01')).toEqual(said('2198-01-01', 3));
    expect((await peopleOf(running()).findOne({ _id: id }))!.ended).toBeUndefined();
    const leaves = 'must be an employee who stays; what came is one who leaves';
    const { body } = await ask(running(), 'hr', move, { id: await addEmployee(running()), managerId: id });
    expect(body).toEqual(unfit('updateEmployee', ['input.managerId', leaves]));
    const appoint = 'mutation ($id: ID!, $headId: ID) { updateDepartment(id: $id, input: { headId: $headId }) { id } }';
    const department = (await departmentsOf(running()).findOne({}))!;
    const head = await ask(running(), 'hr', appoint, { id: department._id, headId: id });
    expect(head.body).toEqual(unfit('updateDepartment', ['input.headId', leaves]));
    expect(await departmentsOf(running()).findOne({ _id: department._id })).toEqual(department);
    expect(await end('hr', id, await today())).toEqual(said(await today(), 4));
    expect(await peopleOf(running()).findOne({ _id: id })).toMatchObject({ ended: true });
    expect(await end('hr', id, await today())).toEqual(said(await today(), 4));
    expect(await end('hr', id, future)).toEqual(conflict('The employment is over since another day.'));
  });

  describe('that is due', () => {
    it('ends the account with its tokens and all that its relations gave, also when it is enabled again, which EMPLOYEE stands against', async () => {
      const manager = await personOf(running(), 'manager');
      const id = await addEmployee(running(), {
        userId: 'user-stranger',
        managerId: manager._id,
        homeAddress: 'Here 1',
      });
      const report = await addEmployee(running(), { managerId: id, salaryAmount: 3 });
      const roles = 'mutation { setUserRoles(id: "user-stranger", roles: [EMPLOYEE]) { roles } }';
      await ask(running(), 'admin', roles);
      running().forgetTokens();
      const own =
        'query ($id: ID!, $report: ID!) { a: person(id: $id) { homeAddress } b: employee(id: $report) { salary { amount } } myDrafts { totalCount } }';
      const before = await running().tokenOf('stranger');
      const gave = await running().ask(own, before, { id, report });
      expect(gave.body).toEqual({
        data: { a: { homeAddress: 'Here 1' }, b: { salary: { amount: 3 } }, myDrafts: { totalCount: 0 } },
      });
      // As on the morning of the day: said long ago, while there were no reports yet.
      await unvalidated<PersonDocument>(running().application.store, 'people').updateOne(
        { _id: id },
        { $set: { endedOn: '2020-01-01' } },
      );
      await sweep();
      const after = await running().ask(own, before, { id, report });
      expect([after.status, after.body.errors]).toMatchObject([401, [{ extensions: { code: 'INVALID_TOKEN' } }]]);
      const login = `mutation { login(email: "stranger@claimcheck.example", password: "${demoPassword}") { accessToken } }`;
      expect((await running().ask(login)).body).toEqual(refused('login', 'INVALID_CREDENTIALS'));
      const enable = 'mutation { enableUser(id: "user-stranger") { enabled } }';
      const message = 'The account holds EMPLOYEE, and has no person any more: give it other roles first.';
      expect((await ask(running(), 'admin', enable)).body).toMatchObject({
        data: { enableUser: null },
        errors: [{ message, extensions: { code: 'CONFLICT' } }],
      });
      expect((await running().ask(login)).body).toEqual(refused('login', 'INVALID_CREDENTIALS'));
      await ask(running(), 'admin', 'mutation { setUserRoles(id: "user-stranger", roles: [AUDITOR]) { roles } }');
      expect((await ask(running(), 'admin', enable)).body).toEqual({ data: { enableUser: { enabled: true } } });
      running().forgetTokens();
      const again = await ask(running(), 'stranger', own, { id, report });
      expect(again.body).toMatchObject({
        data: { a: { homeAddress: null }, b: { salary: null }, myDrafts: null },
        errors: [
          { extensions: { coordinate: 'Employee.homeAddress' } },
          { extensions: { coordinate: 'Employee.salary' } },
          { extensions: { coordinate: 'Query.myDrafts' } },
        ],
      });
      // To nobody above is there a report any more.
      await peopleOf(running()).updateOne({ _id: id }, { $set: { salaryAmount: 9 } });
      expect((await ask(running(), 'manager', salary, { id })).body.data).toEqual({ employee: { salary: null } });
    });

    it('is carried out once, however often it is swept, also without an account', async () => {
      const id = await addEmployee(running(), { endedOn: '2020-01-01' });
      const later = await addEmployee(running(), { endedOn: future });
      await Promise.all([sweep(), sweep()]);
      expect(await peopleOf(running()).findOne({ _id: id })).toMatchObject({ ended: true, version: 1 });
      expect((await peopleOf(running()).findOne({ _id: later }))!.ended).toBeUndefined();
      const before = await allOf(running());
      await sweep();
      expect(await allOf(running())).toEqual(before);
    });

    it('is a CONFLICT for the last administrator, with nothing written, until there is another', async () => {
      const id = await addEmployee(running(), { userId: 'user-admin' });
      const before = await allOf(running());
      expect(await end('hr', id, await today())).toEqual(
        conflict('The last administrator can be neither demoted nor disabled.'),
      );
      expect(await allOf(running())).toEqual(before);
      // Said when there still was another.
      await peopleOf(running()).updateOne({ _id: id }, { $set: { endedOn: await today() } });
      const reported: string[] = [];
      await sweep((what) => reported.push(what));
      expect(reported).toEqual(['an end of employment could not be carried out']);
      expect((await peopleOf(running()).findOne({ _id: id }))!.ended).toBeUndefined();
      await ask(running(), 'admin', 'mutation { setUserRoles(id: "user-auditor", roles: [ADMIN]) { roles } }');
      await sweep();
      expect(await peopleOf(running()).findOne({ _id: id })).toMatchObject({ ended: true });
    });
  });

  it('asks anew each time whether an account is a person’s: before, while and after they work here', async () => {
    const [hasPerson, user] = [directory.hasPerson!(running().application as never), 'user-met-once'];
    expect(await hasPerson(user)).toBe(false);
    const id = await addEmployee(running(), { userId: user });
    expect(await hasPerson(user)).toBe(true);
    await peopleOf(running()).updateOne({ _id: id }, { $set: { ended: true } });
    expect(await hasPerson(user)).toBe(false);
  });

  it('sweeps what was announced ten seconds ago and given up, and leaves what is under way', async () => {
    const now = (await running().application.store.now()).getTime();
    const [old, young] = [new Date(now - 11_000), new Date(now - 1_000)];
    const announced = (pendingSince: Date) => ({ pendingId: 'p', pendingSince, pendingEnd: true as const });
    const [lapsed, standing] = [
      await addEmployee(running(), announced(old)),
      await addEmployee(running(), announced(young)),
    ];
    const arriving = (pendingSince: Date) => ({ kind: 'ARRIVING' as const, pendingId: 'p', pendingSince });
    const [gone, coming] = [await addEmployee(running(), arriving(old)), await addEmployee(running(), arriving(young))];
    await sweep();
    const kept = await peopleOf(running())
      .find({ _id: { $in: [lapsed, standing, gone, coming] } })
      .toArray();
    expect(kept.map(({ _id, pendingId }) => [_id, pendingId]).sort()).toEqual(
      [[lapsed, undefined], [standing, 'p'], [coming, 'p']].sort(),
    ); // prettier-ignore
  });

  async function sweep(report: (what: string) => unknown = () => undefined): Promise<void> {
    const { store, contextFor } = running().application;
    const { accounts } = contextFor({ viewer: null, requestId: 'r' }).identity;
    const environment = { store, settings: undefined as never, clock: Date.now, accounts };
    const background = await sweepPeople({ ...environment, report: (what) => void report(what) });
    await background.stop();
  }
});
