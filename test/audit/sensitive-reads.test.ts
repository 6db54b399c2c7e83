// Fields marked @audited: who read them, of whom, before the answer leaves.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execute, parse } from 'graphql';
import { demoPassword } from '../application.js';
import { onEveryStore } from '../stores.js';
import { forget, recorded, sessionOf } from './recorded.js';

onEveryStore('AU-01 a read of an audited field', (running) => {
  beforeEach(() => forget(running()));

  it('is one record with time, actor, session, address, coordinate, ids of the records and the request', async () => {
    const token = await running().tokenOf('hr');
    await forget(running());
    const begun = Date.now();
    const { headers, body } = await running().ask('{ employees(first: 3) { nodes { id salary { amount } } } }', token);
    const { nodes } = body.data!['employees'] as { nodes: { id: string; salary: { amount: number } }[] };
    const [record, ...others] = await recorded(running(), 'sensitive_read');
    expect(others).toEqual([]);
    expect(record).toEqual({
      _id: expect.stringMatching(/^[\w-]{24}$/),
      at: expect.any(Date),
      event: 'sensitive_read',
      level: 'INFO',
      outcome: 'ALLOWED',
      actorId: 'user-hr',
      sessionId: sessionOf(token),
      address: '127.0.0.1',
      coordinate: 'Employee.salary',
      recordIds: nodes.map(({ id }) => id),
      requestId: headers.get('x-request-id'),
      expiresAt: new Date(record!.at.getTime() + 400 * 86_400_000),
    });
    expect(record!.at.getTime()).toBeGreaterThanOrEqual(begun);
    for (const { salary } of nodes) expect(JSON.stringify(record)).not.toContain(String(salary.amount));
  });

  it('is one record an operation and coordinate, each person in it once, whatever the aliases', async () => {
    const token = await running().tokenOf('hr');
    const person = '{ id salary { amount } again: salary { currency } ...More }';
    const { body } = await running().ask(
      `{ employees(first: 2) { nodes ${person} } same: employees(first: 2) { nodes ${person} } }
       fragment More on Employee { nationalId }`,
      token,
    );
    const ids = (body.data!['employees'] as { nodes: { id: string }[] }).nodes.map(({ id }) => id);
    const records = await recorded(running(), 'sensitive_read');
    expect(records.map(({ coordinate, recordIds }) => ({ coordinate, recordIds }))).toEqual(
      expect.arrayContaining([
        { coordinate: 'Employee.salary', recordIds: ids },
        { coordinate: 'Employee.nationalId', recordIds: ids },
      ]),
    );
    expect(records).toHaveLength(2);
  });

  it('names those whom a relation allowed, and of the others that they were refused', async () => {
    const token = await running().tokenOf('manager');
    const { body } = await running().ask('{ employees(first: 20) { nodes { id salary { amount } } } }', token);
    const { nodes } = body.data!['employees'] as { nodes: { id: string; salary: unknown }[] };
    const read = nodes.filter(({ salary }) => salary !== null).map(({ id }) => id);
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThan(nodes.length);
    const [record, ...others] = await recorded(running(), 'sensitive_read');
    expect([record?.recordIds, others]).toEqual([read, []]);
  });

  it('is of whoever a mutation signs in', async () => {
    const { body } = await running().ask(
      `mutation { login(email: "employee@claimcheck.example", password: "${demoPassword}") {
        accessToken user { id person { id ... on Employee { bankAccount } } }
      } }`,
    );
    const payload = body.data!['login'] as { accessToken: string; user: { id: string; person: { id: string } } };
    expect(await recorded(running(), 'sensitive_read')).toMatchObject([
      {
        actorId: 'user-employee',
        sessionId: sessionOf(payload.accessToken),
        coordinate: 'Employee.bankAccount',
        recordIds: [payload.user.person.id],
      },
    ]);
  });

  it('is recorded also where other fields of the operation failed', async () => {
    const token = await running().tokenOf('hr');
    const { body } = await running().ask(
      '{ employees(first: 1) { nodes { salary { amount } } } users { __typename } }',
      token,
    );
    expect(body.errors).toHaveLength(1);
    expect(await recorded(running(), 'sensitive_read')).toHaveLength(1);
  });

  it.each([
    ['that selects none', 'hr', '{ employees(first: 3) { nodes { name homeAddress } } }'],
    ['that is refused all', 'auditor', '{ employees(first: 3) { nodes { salary { amount } } } }'],
    ['that finds nobody', 'hr', '{ employee(id: "nobody") { salary { amount } } }'],
  ])('is not made, and not recorded, by an operation %s', async (_what, account, query) => {
    const token = await running().tokenOf(account);
    await running().ask(query, token);
    expect(await recorded(running(), 'sensitive_read')).toEqual([]);
  });
});

describe('outside the HTTP server', () => {
  onEveryStore('an operation', (running) => {
    afterEach(() => forget(running()));

    it('is recorded by `audit.record`, once', async () => {
      const { application } = running();
      const viewer = { id: 'user-hr', sessionId: 's', roles: ['HR'], authTime: 0, generation: 1 } as const;
      const contextValue = application.contextFor({ viewer, requestId: 'r1' });
      const document = parse('{ employees(first: 1) { nodes { salary { amount } } } }');
      await execute({ schema: application.schema, document, contextValue });
      expect(await recorded(running(), 'sensitive_read')).toEqual([]);
      await application.audit.record(contextValue);
      await application.audit.record(contextValue);
      expect(await recorded(running(), 'sensitive_read')).toMatchObject([{ actorId: 'user-hr', requestId: 'r1' }]);
    });
  });
});
