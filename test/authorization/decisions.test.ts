import { describe, expect, it } from '@jest/globals';
import type { DecisionEvent } from '../../src/authorization/decision.js';
import { alice, anonymous, bob, company, companyData, contextOf, hr } from './fixtures/company.js';
import type { Context, Viewer } from './fixtures/company.js';
import type { Rule } from '../../src/authorization/rule.js';
import { ask, inherited, open } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

type Event = DecisionEvent<Context, Viewer>;

async function decided(viewer: Viewer | null, query: string, changed: Rules = {}): Promise<string[]> {
  const events: string[] = [];
  const context = contextOf(viewer);
  const onDecision = (event: Event) => {
    expect(event.context).toBe(context);
    const record = event.record as { id: string } | undefined;
    events.push(
      [
        event.viewer?.id ?? 'anonymous',
        event.coordinate,
        event.denial?.because ?? 'allowed',
        ...(record ? [record.id] : []),
      ].join(' '),
    );
    expect(event.allowed).toBe(!event.denial);
  };
  await ask(company({ onDecision }, companyData(), changed), query, context);
  return events;
}

describe('onDecision is told', () => {
  it('once for a selection that roles decide, however many rows', async () => {
    expect(await decided(hr, '{ people { phone } }')).toEqual([
      'hr Query.people allowed',
      'hr Employee.phone allowed',
      'hr Contractor.phone allowed',
    ]);
    expect(await decided(alice, '{ department { budget b: budget } }')).toEqual([
      'alice Query.department allowed',
      'alice Department.budget lacking',
      'alice Department.budget lacking',
    ]);
  });

  it('for each record that decides, and with it', async () => {
    expect(await decided(alice, '{ people { phone } }')).toEqual([
      'alice Query.people allowed',
      'alice Employee.phone allowed alice',
      'alice Employee.phone unrelated bob',
      'alice Employee.phone unrelated mary',
      'alice Employee.phone unrelated hr',
      'alice Contractor.phone unrelated carl',
    ]);
  });

  it('for each record from which an audited field is read or refused', async () => {
    expect(await decided(hr, '{ department { members { salary } } }')).toEqual([
      'hr Query.department allowed',
      'hr Department.members allowed',
      ...['alice', 'bob', 'mary', 'hr'].map((id) => `hr Employee.salary allowed ${id}`),
    ]);
  });

  it('for an audited field that whoever has the record may read', async () => {
    const badge = { rule: inherited, audited: true };
    expect(await decided(alice, '{ department { members { badge } } }', { 'Employee.badge': badge })).toEqual([
      'alice Query.department allowed',
      'alice Department.members allowed',
      ...['alice', 'bob', 'mary', 'hr'].map((id) => `alice Employee.badge allowed ${id}`),
    ]);
  });

  it('once of an audited field of the query or of a mutation, which no object holds', async () => {
    const audited = (rule: Rule) => ({ rule, audited: true });
    const rules = { 'Query.people': audited(open), 'Mutation.login': audited(open) };
    expect(await decided(hr, '{ people { id } }', rules)).toEqual(['hr Query.people allowed']);
    expect(await decided(anonymous, 'mutation { login(id: "bob") { user { id } } }', rules)).toEqual([
      'anonymous Mutation.login allowed',
      'bob Payload.user allowed',
    ]);
  });

  it('which of them are about audited fields', async () => {
    const events: [string, boolean][] = [];
    const onDecision = ({ coordinate, audited }: Event) => void events.push([coordinate, audited]);
    await ask(company({ onDecision }), '{ department { budget members { salary } } }', contextOf(hr));
    expect(new Map(events)).toEqual(
      new Map([
        ['Query.department', false],
        ['Department.members', false],
        ['Department.budget', false],
        ['Employee.salary', true],
      ]),
    );
  });

  it('of the record on which a query was decided', async () => {
    expect(await decided(alice, '{ user(id: "alice") { id } }')).toEqual(['alice Query.user allowed alice']);
    expect(await decided(alice, '{ user(id: "bob") { id } }')).toEqual(['alice Query.user unrelated bob']);
    expect(await decided(alice, '{ user(id: "none") { id } }')).toEqual(['alice Query.user unrelated']);
    expect(await decided(anonymous, '{ user(id: "bob") { id } }')).toEqual(['anonymous Query.user anonymous']);
  });

  it('of a mutation refused for its result, and of whoever it signs in', async () => {
    expect(await decided(bob, 'mutation { rename(id: "bob", name: "x") { department { budget } } }')).toEqual([
      'bob Department.budget lacking',
    ]);
    expect(await decided(anonymous, 'mutation { login(id: "bob") { user { email } } }')).toEqual([
      'anonymous Mutation.login allowed',
      'bob Payload.user allowed',
      'bob User.email allowed bob',
    ]);
  });

  it('nothing of fields that follow their object', async () => {
    expect(await decided(alice, '{ people { id name __typename } }')).toEqual(['alice Query.people allowed']);
  });
});

describe('an onDecision that throws', () => {
  it('gives no value away: what could not be recorded is not read', async () => {
    const onDecision = ({ coordinate }: Event) => {
      if (coordinate === 'Employee.salary') throw new Error('The audit is away.');
    };
    const data = companyData();
    const answer = await ask(
      company({ onDecision }, data),
      '{ department { title members { name salary } } }',
      contextOf(hr),
    );
    expect(answer.data).toEqual({
      department: { title: 'Works', members: data.people.map(({ name }) => ({ name, salary: null })) },
    });
    expect(answer.errors!.map(({ message }) => message)).toEqual(Array(4).fill('The audit is away.'));
  });
});
