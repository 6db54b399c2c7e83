// Employees created and changed: who may, what is stored, and what a refusal tells.
import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { Departments } from '../../../src/features/departments/department.repository.js';
import { People } from '../../../src/features/people/people.repository.js';
import { watched } from '../../resolvers/watched.js';
import type { Command } from '../../resolvers/watched.js';
import { onEveryStore } from '../../stores.js';
import {
  addEmployee,
  allOf,
  ask,
  denied,
  departmentsOf,
  forbidden,
  peopleOf,
  personOf,
  refused,
  unfit,
} from './asking.js';
import type { Account } from './asking.js';

const create = 'mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) { name version } }';
const update = `mutation ($id: ID!, $input: UpdateEmployeeInput!) {
  updateEmployee(id: $id, input: $input) { id version }
}`;
const accounts: readonly Account[] = ['anonymous', 'stranger', 'auditor', 'admin', 'employee', 'manager', 'hr'];
const refusalOf = (account: Account, field: string, coordinate = `Mutation.${field}`): object =>
  account === 'anonymous' ? refused(field, 'UNAUTHENTICATED', denied(coordinate)) : forbidden(field, coordinate);

onEveryStore('Employees are created', (running) => {
  const least = async () => ({
    name: 'Zoë Åberg',
    email: `zoe-${Math.random()}@Example.com`,
    jobTitle: 'Engineer',
    hiredOn: '2026-01-01',
    departmentId: (await departmentsOf(running()).findOne({ foldedName: 'sales' }))!._id,
  });

  it.each(accounts)('by HR alone: %s', async (account) => {
    const input = await least();
    const before = await allOf(running());
    const { body } = await ask(running(), account, create, { input });
    if (account === 'hr') return expect(body).toEqual({ data: { createEmployee: { name: 'Zoë Åberg', version: 1 } } });
    expect(body).toEqual(refusalOf(account, 'createEmployee'));
    expect(await allOf(running())).toEqual(before);
  });

  it('as they were sent, with their texts in one form, and what finds them', async () => {
    const managerId = (await personOf(running(), 'manager'))._id;
    const input = {
      ...(await least()), name: '  Jose\u0301 Núñez ', email: 'Jose@EXAMPLE.com', phone: '+49 30 1234', managerId,
      personalEmail: 'Me@Example.com', homeAddress: 'Here 1\nThere', birthDate: '1990-02-28', nationalId: 'N1',
      bankAccount: 'DE1', salaryAmount: 0, notes: 'new',
    }; // prettier-ignore
    const selection = `id name email phone jobTitle hiredOn endedOn version personalEmail homeAddress birthDate nationalId
      bankAccount notes salary { amount currency } manager { id } department { id }`;
    const query = `mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) { ${selection} } }`;
    const { body } = await ask(running(), 'hr', query, { input });
    const { managerId: manager, departmentId, salaryAmount, ...same } = input;
    const made = body.data!['createEmployee'] as { id: string };
    expect(body).toEqual({
      data: {
        createEmployee: {
          ...same, id: made.id, name: 'José Núñez', email: 'jose@example.com', personalEmail: 'me@example.com',
          version: 1, endedOn: null, salary: { amount: salaryAmount, currency: 'EUR' }, manager: { id: manager },
          department: { id: departmentId },
        },
      },
    }); // prettier-ignore
    expect(await peopleOf(running()).findOne({ _id: made.id })).toEqual({
      ...input, _id: made.id, kind: 'EMPLOYEE', version: 1, name: 'José Núñez', email: 'jose@example.com',
      personalEmail: 'me@example.com', foldedName: 'jose nunez', searchTokens: expect.arrayContaining(['jose', 'nunez']),
    }); // prettier-ignore
    const search = await ask(running(), 'auditor', '{ search(text: "nunez jos") { ... on Employee { id } } }');
    expect(search.body).toEqual({ data: { search: [{ id: made.id }] } });
  });

  it('once: repeated after a lost answer it is a CONFLICT, also where only the case of the address differs', async () => {
    const input = await least();
    await ask(running(), 'hr', create, { input });
    const before = await allOf(running());
    for (const email of [input.email, input.email.toUpperCase()]) {
      const { body } = await ask(running(), 'hr', create, { input: { ...input, email } });
      expect(body).toEqual(refused('createEmployee', 'CONFLICT', {}, 'The e-mail address is another person’s.'));
    }
    expect(await allOf(running())).toEqual(before);
  });

  it('B11 without telling anybody else whether an address is taken', async () => {
    const input = await least();
    const email = (await personOf(running(), 'hr')).email!;
    for (const account of ['employee', 'manager', 'auditor', 'admin', 'anonymous'] as const) {
      const [taken, free] = [
        await ask(running(), account, create, { input: { ...input, email } }),
        await ask(running(), account, create, { input }),
      ];
      expect(taken.text).toBe(free.text);
    }
  });

  const long = 'x'.repeat(201);
  it('not with what is unfit: one error names every problem, and none of the values', async () => {
    const input = {
      name: ' ', email: 's3cret', phone: 's3cret', jobTitle: long, hiredOn: '1899-12-31', departmentId: 's3cret',
      personalEmail: 's3cret@', homeAddress: 's3cret\u202e', birthDate: '2200-01-01', nationalId: 's3cret\n',
      bankAccount: `s3cret${'1'.repeat(60)}`, salaryAmount: -1, notes: '',
    }; // prettier-ignore
    const before = await allOf(running());
    const { body, text } = await ask(running(), 'hr', create, { input: { ...input, nationalId: 's3\u0000cret' } });
    const email = 'must be an e-mail address of at most 254 characters';
    expect(body).toMatchObject(refused('createEmployee', 'BAD_USER_INPUT', { fields: expect.any(Array) }));
    const { fields } = body.errors![0]!['extensions'] as { fields: { path: string; message: string }[] };
    expect(new Map(fields.map(({ path, message }) => [path, message]))).toEqual(
      new Map([
        ['input.name', 'must not be empty'],
        ['input.email', email],
        ['input.phone', 'must be a telephone number: digits, blanks and ( ) . / -, perhaps after a +'],
        ['input.jobTitle', 'must have at most 200 characters; what came has 201'],
        ['input.hiredOn', 'must be from 1900-01-01 to 2199-12-31'],
        ['input.personalEmail', email],
        ['input.homeAddress', 'must be text without control characters'],
        ['input.birthDate', 'must be from 1900-01-01 to 2199-12-31'],
        ['input.nationalId', 'must be one line of text, without control characters'],
        ['input.bankAccount', 'must have at most 64 characters; what came has 66'],
        ['input.salaryAmount', 'must be from 0 to 90000000000'],
        ['input.notes', 'must not be empty'],
      ]),
    );
    expect(text).not.toMatch(/s3|secret|xxx/);
    expect(await allOf(running())).toEqual(before);
  });

  it('AZ-27 not with what they refer to missing, of another type, or an object', async () => {
    const input = await least();
    const contractor = (await peopleOf(running()).findOne({ kind: 'CONTRACTOR' }))!._id;
    const before = await allOf(running());
    const refer = async (changed: object): Promise<unknown> =>
      (await ask(running(), 'hr', create, { input: { ...input, ...changed } })).body;
    for (const departmentId of ['nothing', '', contractor, '$ne'])
      expect(await refer({ departmentId })).toEqual(
        unfit('createEmployee', ['input.departmentId', 'must be the id of a department; what came is none']),
      );
    for (const managerId of ['nothing', '', contractor, input.departmentId])
      expect(await refer({ managerId })).toEqual(
        unfit('createEmployee', ['input.managerId', 'must be the id of an employee; what came is none']),
      );
    for (const managerId of [{ create: { name: 'x' } }, { connect: 'x' }, { $ne: null }, ['x'], true])
      expect(await refer({ managerId })).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(await allOf(running())).toEqual(before);
  });
});

onEveryStore('Employees are changed', (running) => {
  const texts = [
    'phone',
    'personalEmail',
    'homeAddress',
    'bankAccount',
    'jobTitle',
    'name',
    'nationalId',
    'notes',
  ] as const;
  const values: Record<string, unknown> = {
    phone: '030 99', personalEmail: 'a@b.example', homeAddress: 'Else 2', bankAccount: 'DE9', jobTitle: 'Chief',
    name: 'Renamed', departmentId: 'd', managerId: 'm', salaryAmount: 5, nationalId: 'N2', birthDate: '2000-01-01', notes: 'n',
  }; // prettier-ignore
  /** Who may change what of the employee: themselves, their manager, HR. */
  const may: Record<string, readonly Account[]> = {
    phone: ['employee', 'hr'], personalEmail: ['employee', 'hr'], homeAddress: ['employee', 'hr'], bankAccount: ['employee', 'hr'],
    jobTitle: ['manager', 'hr'], name: ['hr'], departmentId: ['hr'], managerId: ['hr'], salaryAmount: ['hr'], nationalId: ['hr'],
    birthDate: ['hr'], notes: ['hr'],
  }; // prettier-ignore
  const valueFor = async (field: string): Promise<unknown> => {
    if (field === 'departmentId') return (await departmentsOf(running()).findOne({ foldedName: 'people' }))!._id;
    return field === 'managerId' ? (await personOf(running(), 'manager'))._id : values[field];
  };

  describe.each(accounts)('by %s', (account) => {
    const fields = Object.keys(may);
    it('in no field whose rule does not say so', async () => {
      const { _id: id } = await personOf(running(), 'employee');
      const before = await allOf(running());
      const refusedFields = fields.filter((field) => !may[field]!.includes(account));
      const answers = await Promise.all(
        refusedFields.map(async (field) =>
          ask(running(), account, update, { id, input: { [field]: await valueFor(field) } }),
        ),
      );
      answers.forEach(({ body }, index) => {
        const { coordinate } = body.errors![0]!['extensions'] as { coordinate: string };
        expect(['Mutation.updateEmployee', `UpdateEmployeeInput.${refusedFields[index]!}`]).toContain(coordinate);
        expect(body).toEqual(refusalOf(account, 'updateEmployee', coordinate));
      });
      expect(await allOf(running())).toEqual(before);
    });

    it.each(fields.filter((field) => may[field]!.includes(account)))(
      'in %s, and nothing else with it',
      async (field) => {
        const { _id: id, ...before } = await personOf(running(), 'employee');
        const value = await valueFor(field);
        const { body } = await ask(running(), account, update, { id, input: { [field]: value } });
        const { _id: sameId, ...after } = await personOf(running(), 'employee');
        expect(sameId).toBe(id);
        const version = before.version + 1;
        expect(body).toEqual({ data: { updateEmployee: { id, version } } });
        const derived = ['name', 'jobTitle'].includes(field)
          ? { foldedName: expect.any(String), searchTokens: expect.arrayContaining([String(value).toLowerCase()]) }
          : {};
        expect(after).toEqual({ ...before, ...derived, [field]: value, version });
      },
    );
  });

  it('with null what is cleared, and absent what stays; a name is neither cleared nor emptied', async () => {
    const id = await addEmployee(running(), Object.fromEntries(texts.map((field) => [field, 'old'])));
    const cleared = Object.fromEntries(Object.keys(may).map((field) => [field, null]));
    const named = await ask(running(), 'hr', update, { id, input: cleared });
    expect(named.body).toEqual(unfit('updateEmployee', ['input.name', 'must not be null: it cannot be cleared']));
    const empty = await ask(running(), 'hr', update, { id, input: { name: ' ', phone: 'x' } });
    expect(empty.body).toEqual(
      unfit(
        'updateEmployee',
        ['input.phone', 'must be a telephone number: digits, blanks and ( ) . / -, perhaps after a +'],
        ['input.name', 'must not be empty'],
      ),
    );
    const { name, ...rest } = cleared;
    expect(name).toBeNull();
    expect((await ask(running(), 'hr', update, { id, input: rest })).body).toEqual({
      data: { updateEmployee: { id, version: 2 } },
    });
    expect(await peopleOf(running()).findOne({ _id: id })).toEqual({
      _id: id, kind: 'EMPLOYEE', version: 2, name: 'old', foldedName: 'old', searchTokens: expect.any(Array),
      email: expect.any(String),
    }); // prettier-ignore
  });

  it('as they were seen: another version is a CONFLICT that changes nothing, repeated too', async () => {
    const id = await addEmployee(running());
    const input = { version: 1, phone: '030 11' };
    expect((await ask(running(), 'hr', update, { id, input })).body).toEqual({
      data: { updateEmployee: { id, version: 2 } },
    });
    for (const version of [1, 3, -1])
      expect((await ask(running(), 'hr', update, { id, input: { version, phone: '030 22' } })).body).toEqual(
        refused('updateEmployee', 'CONFLICT'),
      );
    expect(await peopleOf(running()).findOne({ _id: id })).toMatchObject({ version: 2, phone: '030 11' });
  });

  it('AZ-31 alike for an unknown id and one that is not theirs, after as many commands', async () => {
    const others = [
      await addEmployee(running()),
      (await personOf(running(), 'hr'))._id,
      'nothing',
      '',
      'x'.repeat(300),
    ];
    for (const [viewer, input] of [
      ['employee', { phone: '030 1' }],
      ['manager', { jobTitle: 'x' }],
    ] as const) {
      const seen = new Set<string>();
      for (const id of others) {
        const commands: Command[] = [];
        const store = watched(running().application.store, commands);
        const context = {
          ...running().application.contextFor({
            viewer: { id: `user-${viewer}`, roles: ['EMPLOYEE'], sessionId: 's', authTime: 0, generation: 0 },
            requestId: 'r',
          }),
          people: new People({ ...store, now: () => running().application.store.now() }),
          departments: new Departments({ ...store, now: () => running().application.store.now() }),
        };
        const result = await graphql({
          schema: running().application.schema, source: update, variableValues: { id, input }, contextValue: context,
        }); // prettier-ignore
        expect(JSON.parse(JSON.stringify(result))).toEqual(forbidden('updateEmployee'));
        seen.add(JSON.stringify([result, commands]));
      }
      expect(seen.size).toBe(1);
    }
  });

  it('AZ-31 for HR an unknown id is NOT_FOUND, as is that of a contractor or a department', async () => {
    const contractor = (await peopleOf(running()).findOne({ kind: 'CONTRACTOR' }))!._id;
    const department = (await departmentsOf(running()).findOne({}))!._id;
    for (const id of ['nothing', '', contractor, department])
      for (const input of [{ phone: '030 1' }, { salaryAmount: 1 }])
        expect((await ask(running(), 'hr', update, { id, input })).body).toEqual(
          refused('updateEmployee', 'NOT_FOUND'),
        );
  });

  it('AZ-28 not where the result asks for what roles deny; where a relation denies, it is written and the field denied', async () => {
    const { _id: id, version } = await personOf(running(), 'employee');
    const asking = (selection: string): string =>
      `mutation ($id: ID!, $input: UpdateEmployeeInput!) { updateEmployee(id: $id, input: $input) { ${selection} } }`;
    const before = await allOf(running());
    const notes = await ask(running(), 'employee', asking('phone notes'), { id, input: { phone: '030 7' } });
    expect(notes.body).toEqual(forbidden('updateEmployee', 'Employee.notes'));
    expect(await allOf(running())).toEqual(before);
    const address = await ask(running(), 'manager', asking('jobTitle homeAddress'), {
      id,
      input: { jobTitle: 'Lead' },
    });
    expect(address.body).toEqual({
      data: { updateEmployee: { jobTitle: 'Lead', homeAddress: null } },
      errors: [
        {
          ...(forbidden('x', 'Employee.homeAddress') as { errors: object[] }).errors[0],
          path: ['updateEmployee', 'homeAddress'],
        },
      ],
    });
    expect(await personOf(running(), 'employee')).toMatchObject({ jobTitle: 'Lead', version: version + 1 });
  });

  it('AZ-29 AZ-30 one after the other: the refused one writes nothing, and those around it are done', async () => {
    const { _id: own } = await personOf(running(), 'employee');
    const { _id: other, phone } = await personOf(running(), 'manager');
    const query = `mutation ($own: ID!, $other: ID!) {
      a: updateEmployee(id: $other, input: { phone: "030 66" }) { phone }
      b: updateEmployee(id: $own, input: { phone: "030 77" }) { phone }
      c: updateEmployee(id: $own, input: { salaryAmount: 1 }) { phone }
    }`;
    const { body } = await ask(running(), 'employee', query, { own, other });
    const denial = (path: string, coordinate: string): unknown =>
      expect.objectContaining({ path: [path], extensions: { code: 'FORBIDDEN', ...denied(coordinate) } });
    expect(body).toEqual({
      data: { a: null, b: { phone: '030 77' }, c: null },
      errors: [denial('a', 'Mutation.updateEmployee'), denial('c', 'UpdateEmployeeInput.salaryAmount')],
    });
    expect((await personOf(running(), 'manager')).phone).toBe(phone);
  });

  const unknown = [
    '_id',
    'passwordHash',
    'tokenVersion',
    'createdAt',
    '$set',
    '__proto__',
    'userId',
    'kind',
    'endedOn',
    'ended',
    'pendingId',
    'email',
    'roles',
  ];
  it.each(unknown)('AZ-25 B14 B35 not by a key that is none: %s', async (key) => {
    const { _id: id } = await personOf(running(), 'employee');
    const before = await allOf(running());
    // Written as text: a literal `__proto__` would set the prototype.
    const variables = `{"id":${JSON.stringify(id)},"input":{"phone":"030 5",${JSON.stringify(key)}:{"$ne":null}}}`;
    const token = await running().tokenOf('employee');
    const { status, body } = await running().post(`{"query":${JSON.stringify(update)},"variables":${variables}}`, {
      authorization: `Bearer ${token}`,
    });
    // A key that reaches for the prototype is not even JSON to the server.
    const code = key === '__proto__' ? 'BAD_REQUEST' : 'BAD_USER_INPUT';
    expect([status, body.data, (body.errors![0]!['extensions'] as { code: string }).code]).toEqual([
      400,
      undefined,
      code,
    ]);
    expect(await allOf(running())).toEqual(before);
  });

  it('AZ-24 never of an account: the schema has no such mutation and no such field', async () => {
    const literal = await ask(
      running(),
      'employee',
      'mutation { updateUser(id: "user-employee", input: { role: "ADMIN" }) { id } }',
    );
    expect([literal.status, literal.body.data]).toEqual([400, undefined]);
    const setRoles = 'mutation ($roles: [Role!]!) { setUserRoles(id: "user-employee", roles: $roles) { roles } }';
    const variable = await ask(running(), 'employee', setRoles, { roles: ['ADMIN'] });
    expect(variable.body).toEqual(forbidden('setUserRoles'));
    const me = await ask(running(), 'employee', '{ me { roles } }');
    expect(me.body).toEqual({ data: { me: { roles: ['EMPLOYEE'] } } });
  });

  it('AZ-33 B43 one at a time: no mutation takes a list of records or a filter', () => {
    const mutations = Object.values(running().application.schema.getMutationType()!.getFields());
    const taking = mutations.flatMap(({ name, args }) =>
      args
        .filter(({ type }) => /^\[|Filter/.test(String(type)))
        .map((arg) => `${name}(${arg.name}: ${String(arg.type)})`),
    );
    expect(taking).toEqual(['setUserRoles(roles: [Role!]!)']);
    expect(mutations.filter(({ name }) => /^(delete|remove)|Many$|s$/.test(name)).map(({ name }) => name)).toEqual([
      'setUserRoles',
    ]);
  });

  it('HR not on their own salary, notes, manager; their own account number after a recent login', async () => {
    const own = await personOf(running(), 'hr');
    for (const field of ['salaryAmount', 'notes', 'managerId'] as const) {
      const { body } = await ask(running(), 'hr', update, { id: own._id, input: { [field]: await valueFor(field) } });
      expect(body).toEqual(forbidden('updateEmployee', `UpdateEmployeeInput.${field}`));
    }
    expect(await personOf(running(), 'hr')).toEqual(own);
    const { body } = await ask(running(), 'hr', update, { id: own._id, input: { bankAccount: 'DE7', name: 'HR' } });
    expect(body).toEqual({ data: { updateEmployee: { id: own._id, version: own.version + 1 } } });
  });

  it('an account number of one’s own not by a login of over 15 minutes ago, and HR’s of others by any', async () => {
    const asking = async (viewer: 'hr' | 'employee', of: 'hr' | 'employee', authTime: number): Promise<unknown> => {
      const { schema, contextFor } = running().application;
      const roles = viewer === 'hr' ? (['EMPLOYEE', 'HR'] as const) : (['EMPLOYEE'] as const);
      const who = { id: `user-${viewer}`, roles, sessionId: 's', authTime, generation: 0 };
      const variableValues = { id: (await personOf(running(), of))._id, input: { bankAccount: 'DE8' } };
      const contextValue = contextFor({ viewer: who, requestId: 'r' });
      const { errors } = await graphql({ schema, source: update, variableValues, contextValue });
      return errors?.[0]?.extensions ?? 'done';
    };
    const now = Math.floor(Date.now() / 1_000);
    const [recent, old] = [now - 14 * 60, now - 16 * 60];
    const refusal = {
      code: 'FORBIDDEN', ...denied('UpdateEmployeeInput.bankAccount'), reason: 'RECENT_LOGIN_REQUIRED',
    }; // prettier-ignore
    for (const own of ['employee', 'hr'] as const) {
      expect(await asking(own, own, recent)).toBe('done');
      expect(await asking(own, own, old)).toEqual(refusal);
    }
    expect(await asking('hr', 'employee', old)).toBe('done');
  });
});
