// Departments and contractors created and changed, by HR alone; and what the server itself refuses to store.
import { expect, it } from '@jest/globals';
import { MongoStore } from '../../../src/database/mongo.js';
import { unvalidated } from '../../database/unvalidated.js';
import { onEveryStore } from '../../stores.js';
import {
  addEmployee,
  allOf,
  ask,
  departmentsOf,
  forbidden,
  peopleOf,
  personOf,
  refused,
  reviewsOf,
  unfit,
} from './asking.js';
import type { Account } from './asking.js';

const others: readonly Account[] = ['stranger', 'auditor', 'admin', 'employee', 'manager'];

onEveryStore('A department', (running) => {
  const create =
    'mutation ($input: CreateDepartmentInput!) { createDepartment(input: $input) { id name version head { id } budget { amount } headcount } }';
  const update =
    'mutation ($id: ID!, $input: UpdateDepartmentInput!) { updateDepartment(id: $id, input: $input) { name version head { id } budget { amount } } }';

  it('is created by HR alone, once a name, with a head who stays', async () => {
    const headId = await addEmployee(running());
    const input = { name: ' Legal ', headId, budgetAmount: 7 };
    const before = await allOf(running());
    for (const account of others)
      for (const name of ['Legal', 'Sales'])
        expect((await ask(running(), account, create, { input: { name } })).body).toEqual(
          forbidden('createDepartment'),
        );
    expect(await allOf(running())).toEqual(before);
    const { body } = await ask(running(), 'hr', create, { input });
    const { id } = body.data!['createDepartment'] as { id: string };
    const made = { id, name: 'Legal', version: 1, head: { id: headId }, budget: { amount: 7 }, headcount: 0 };
    expect(body).toEqual({ data: { createDepartment: made } });
    expect(await departmentsOf(running()).findOne({ _id: id })).toEqual({
      _id: id, version: 1, name: 'Legal', foldedName: 'legal', searchTokens: ['legal'], headId, budgetAmount: 7,
    }); // prettier-ignore
    const taken = refused('createDepartment', 'CONFLICT', {}, 'The name is another department’s.');
    for (const name of ['Legal', 'LEGAL', 'Légal'])
      for (const head of [headId, null])
        expect((await ask(running(), 'hr', create, { input: { name, headId: head } })).body).toEqual(taken);
    const unknown = await ask(running(), 'hr', create, { input: { name: 'Ghosts', headId: 'nothing' } });
    expect(unknown.body).toEqual(
      unfit('createDepartment', ['input.headId', 'must be the id of an employee; what came is none']),
    );
    expect(await departmentsOf(running()).findOne({ foldedName: 'ghosts' })).toBeNull();
  });

  it('is there for nobody while it arrives, and its name is free again when that was given up', async () => {
    const pendingSince = new Date((await running().application.store.now()).getTime() - 11_000);
    const arriving = { arriving: true as const, pendingId: 'p', pendingHeadId: 'x', pendingSince };
    await departmentsOf(running()).insertOne({
      _id: 'arriving', version: 1, name: 'Aaa', foldedName: 'aaa', searchTokens: ['aaa'], ...arriving,
    }); // prettier-ignore
    const query =
      '{ department(id: "arriving") { name } departments { id } search(text: "aaa") { ... on Department { id } } }';
    const { body } = await ask(running(), 'hr', query);
    expect(body.data).toMatchObject({ department: null, search: [] });
    expect(JSON.stringify(body)).not.toContain('arriving');
    expect((await ask(running(), 'hr', update, { id: 'arriving', input: { name: 'x' } })).body).toEqual(
      refused('updateDepartment', 'NOT_FOUND'),
    );
    expect((await ask(running(), 'hr', create, { input: { name: 'aaa' } })).body).toMatchObject({
      data: { createDepartment: { name: 'aaa', version: 1 } },
    });
  });

  it('is changed by HR alone: null clears, absent stays, a name is never cleared, an old version is a CONFLICT', async () => {
    const headId = await addEmployee(running());
    const made = await ask(running(), 'hr', create, { input: { name: 'Care', headId, budgetAmount: 7 } });
    const { id } = made.body.data!['createDepartment'] as { id: string };
    for (const account of others)
      for (const of of [id, 'nothing'])
        expect((await ask(running(), account, update, { id: of, input: { name: 'x' } })).body).toEqual(
          forbidden('updateDepartment'),
        );
    const change = async (input: object): Promise<unknown> => (await ask(running(), 'hr', update, { id, input })).body;
    expect(await change({ name: null, budgetAmount: -1 })).toEqual(
      unfit(
        'updateDepartment',
        ['input.budgetAmount', 'must be from 0 to 90000000000'],
        ['input.name', 'must not be null: it cannot be cleared'],
      ),
    );
    expect(await change({ name: 'Sales' })).toEqual(
      refused('updateDepartment', 'CONFLICT', {}, 'The name is another department’s.'),
    );
    const is = (changed: object): object => ({
      data: { updateDepartment: { name: 'Care', version: 2, head: { id: headId }, budget: { amount: 7 }, ...changed } },
    });
    expect(await change({ version: 1, name: 'Caring' })).toEqual(is({ name: 'Caring' }));
    expect(await change({ version: 1, name: 'Late' })).toEqual(refused('updateDepartment', 'CONFLICT'));
    expect(await change({ headId: null, budgetAmount: null })).toEqual(
      is({ name: 'Caring', version: 3, head: null, budget: null }),
    );
    expect(await change({ headId })).toEqual(is({ name: 'Caring', version: 4, budget: null }));
  });
});

onEveryStore('A contractor', (running) => {
  const create =
    'mutation ($input: CreateContractorInput!) { createContractor(input: $input) { id version agency contractEndsOn dayRate { amount } manager { id } } }';
  const update =
    'mutation ($id: ID!, $input: UpdateContractorInput!) { updateContractor(id: $id, input: $input) { version phone agency dayRate { amount } } }';

  it('is created and changed by HR alone, and ends as an employee does', async () => {
    const managerId = (await personOf(running(), 'manager'))._id;
    const departmentId = (await departmentsOf(running()).findOne({ foldedName: 'sales' }))!._id;
    const input = {
      name: 'Con', email: 'con@example.com', agency: 'A', contractEndsOn: '2030-01-01', departmentId, managerId, dayRateAmount: 9,
    }; // prettier-ignore
    for (const account of others)
      expect((await ask(running(), account, create, { input })).body).toEqual(forbidden('createContractor'));
    const { body } = await ask(running(), 'hr', create, { input });
    const { id } = body.data!['createContractor'] as { id: string };
    const made = {
      id,
      version: 1,
      agency: 'A',
      contractEndsOn: '2030-01-01',
      dayRate: { amount: 9 },
      manager: { id: managerId },
    };
    expect(body).toEqual({ data: { createContractor: made } });
    expect((await ask(running(), 'hr', create, { input })).body).toEqual(
      refused('createContractor', 'CONFLICT', {}, 'The e-mail address is another person’s.'),
    );
    for (const account of others)
      for (const of of [id, 'nothing'])
        expect((await ask(running(), account, update, { id: of, input: { phone: '030 1' } })).body).toEqual(
          forbidden('updateContractor'),
        );
    for (const of of ['nothing', managerId])
      expect((await ask(running(), 'hr', update, { id: of, input: { phone: '030 1' } })).body).toEqual(
        refused('updateContractor', 'NOT_FOUND'),
      );
    const changed = await ask(running(), 'hr', update, {
      id,
      input: { version: 1, phone: '030 1', dayRateAmount: null },
    });
    expect(changed.body).toEqual({
      data: { updateContractor: { version: 2, phone: '030 1', agency: 'A', dayRate: null } },
    });
    const end =
      'mutation ($id: ID!) { endEmployment(id: $id, on: "2029-01-01") { ... on Contractor { contractEndsOn } } }';
    expect((await ask(running(), 'hr', end, { id })).body).toEqual({
      data: { endEmployment: { contractEndsOn: '2029-01-01' } },
    });
  });
});

onEveryStore('The server itself', (running) => {
  it('FR-23 refuses documents that are not as they should be; those that are there already read with what they have', async () => {
    const { store } = running().application;
    const odd = { _id: 'odd', kind: 'EMPLOYEE', name: 7, version: 'x', searchTokens: null, departmentId: 5 } as never;
    if (store instanceof MongoStore) {
      const refusal = { name: 'MongoServerError', code: 121 };
      await expect(peopleOf(running()).insertOne(odd)).rejects.toMatchObject(refusal);
      await expect(departmentsOf(running()).insertOne({ _id: 'odd', version: 1 } as never)).rejects.toMatchObject(
        refusal,
      );
      await expect(reviewsOf(running()).insertOne({ _id: 'odd', status: 'LOST' } as never)).rejects.toMatchObject(
        refusal,
      );
      await expect(
        peopleOf(running()).updateOne({ userId: 'user-hr' }, { $set: { ended: 'yes' as never } }),
      ).rejects.toMatchObject(refusal);
    }
    await unvalidated<{ _id: string }>(store, 'people').insertOne(odd);
    const { body } = await ask(
      running(),
      'employee',
      '{ employee(id: "odd") { id phone department { name } salary { amount } } }',
    );
    expect(body).toMatchObject({ data: { employee: { id: 'odd', phone: null, department: null, salary: null } } });
    // MongoDB leaves such documents changeable (`moderate`); SecantusDB's findAndModify does not.
    if (!(store instanceof MongoStore)) {
      const change = 'mutation { updateEmployee(id: "odd", input: { phone: "030 1" }) { phone } }';
      expect((await ask(running(), 'hr', change)).body).toEqual({ data: { updateEmployee: { phone: '030 1' } } });
    }
    await peopleOf(running()).deleteMany({ _id: 'odd' });
  });
});
