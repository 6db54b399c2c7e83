import { describe, expect, it } from '@jest/globals';
import { ask, conflict, forbidden, notFound, unauthenticated } from './asking.js';
import type { Outcome } from './asking.js';
import { emil, hana, justNow, mia, olaf, stranger } from './company/viewers.js';
import type { Viewer } from './company/words.js';

const update =
  'mutation ($id: ID!, $input: UpdateEmployeeInput!) { updateEmployee(id: $id, input: $input) { id version } }';
const change = (viewer: Viewer | null, id: string, input: object) => ask(viewer, update, { variables: { id, input } });

const at = ['updateEmployee'];
const refusal = (coordinate: string, more: object = {}) => ({
  data: { updateEmployee: null },
  errors: [forbidden(coordinate, at, more)],
});
const done = (id: string) => ({ data: { updateEmployee: { id, version: 2 } } });

const writes = ({ commands }: Outcome) => commands.filter(({ method }) => method === 'updateOne');
const sent = ({ commands }: Outcome) => commands.map(({ collection, method }) => `${collection}.${method}`);

/** The rules as parts of a filter, of a viewer with these people below. */
const isSelf = (viewer: Viewer) => ({ $and: [{ userId: { $eq: viewer.id } }] });
const isOther = (viewer: Viewer) => ({ $and: [{ userId: { $ne: viewer.id } }] });
const isBelow = (...ids: string[]) => ({ $and: [{ managerId: { $in: ids } }] });

describe('AZ-31 an update by one rule', () => {
  it('changes the viewer’s own record and no other', async () => {
    const input = { contact: { phone: '1' } };
    const own = await change(emil, 'emil', input);
    expect(own.answer).toEqual(done('emil'));
    expect(own.changed).toEqual({ emil: { version: 2, phone: '1' } });
    const foreign = await change(emil, 'nora', input);
    expect(foreign.answer).toEqual(refusal('Mutation.updateEmployee'));
    expect(foreign.changed).toEqual({});
  });

  it('changes what is below the viewer and nothing above', async () => {
    const below = await change(mia, 'emil', { title: 'Senior' });
    expect(below.answer).toEqual(done('emil'));
    expect(below.changed).toEqual({ emil: { version: 2, title: 'Senior' } });
    const above = await change(mia, 'boss', { title: 'Intern' });
    expect(above.answer).toEqual(refusal('Mutation.updateEmployee'));
    expect(above.changed).toEqual({});
  });

  it('is refused to the anonymous and to an account without a person', async () => {
    const anonymous = await change(null, 'emil', { title: 'x' });
    expect(anonymous.answer).toEqual({
      data: { updateEmployee: null },
      errors: [unauthenticated('Mutation.updateEmployee', at)],
    });
    expect(anonymous.commands).toEqual([]);
    const personless = await change(stranger, 'emil', { title: 'x' });
    expect(personless.answer).toEqual(refusal('UpdateEmployeeInput.title', { input: 'input.title' }));
    expect(personless.changed).toEqual({});
  });
});

describe('B14 the rules of the mutation and of each input field that was sent', () => {
  it.each([
    ['nothing guarded', mia, { version: 1 }, [[isSelf(mia), isBelow('mia', 'emil', 'nora')]]],
    [
      'one field',
      mia,
      { title: 'x' },
      [[isSelf(mia), isBelow('mia', 'emil', 'nora')], [isBelow('mia', 'emil', 'nora')]],
    ],
    [
      'two fields, one of them nested',
      emil,
      { title: 'x', contact: { phone: '1' } },
      [[isSelf(emil), isBelow('emil')], [isSelf(emil)], [isBelow('emil')]],
    ],
    ['a condition that holds', justNow(emil), { bankAccount: 'b' }, [[isSelf(emil), isBelow('emil')], [isSelf(emil)]]],
    ['two fields of one rule, once', hana, { salary: 1, managerId: 'olaf' }, [[isOther(hana)]]],
    ['a role and either of two clauses', justNow(hana), { bankAccount: 'b' }, [[isSelf(hana), isOther(hana)]]],
  ])('are part of the write’s filter: %s', async (_, viewer, input, rules) => {
    const [write] = writes(await change(viewer, 'emil', input));
    const version = 'version' in input ? { version: input.version } : {};
    expect(write!.filter).toEqual({ $and: [{ _id: 'emil', ...version }, ...rules.map(($or) => ({ $or }))] });
  });

  it('are no part of it where roles alone allow', async () => {
    const [write] = writes(await change(hana, 'emil', { title: 'x', contact: { phone: '1' } }));
    expect(write!.filter).toEqual({ _id: 'emil' });
  });

  it.each([
    ['by the record, of the viewer’s own', emil, 'emil', 'title', 'input.title'],
    ['by roles', emil, 'emil', 'salary', 'input.salary'],
    ['by roles, of a record below', mia, 'emil', 'managerId', 'input.managerId'],
  ])('refuse all where one is refused %s, and nothing is written', async (_, viewer, id, field, input) => {
    const values = { title: 'x', salary: 1, managerId: 'olaf' };
    const outcome = await change(viewer, id, {
      version: 1,
      contact: viewer === emil ? { phone: '1' } : null,
      [field]: values[field as keyof typeof values],
    });
    expect(outcome.answer).toEqual(refusal(`UpdateEmployeeInput.${field}`, { input }));
    expect(outcome.changed).toEqual({});
  });

  it('refuse a nested field at its place', async () => {
    const outcome = await change(mia, 'emil', { title: 'x', contact: { phone: '1' } });
    expect(outcome.answer).toEqual(refusal('ContactInput.phone', { input: 'input.contact.phone' }));
    expect(outcome.changed).toEqual({});
    const allowed = await change(hana, 'emil', { title: 'x', contact: { phone: '1' } });
    expect(allowed.answer).toEqual(done('emil'));
    expect(allowed.changed).toEqual({ emil: { version: 2, title: 'x', phone: '1' } });
  });

  it('hold for null as for a value, and not for what was not sent', async () => {
    const cleared = await change(hana, 'hana', { managerId: null });
    expect(cleared.answer).toEqual(refusal('UpdateEmployeeInput.managerId', { input: 'input.managerId' }));
    expect(cleared.changed).toEqual({});
    const others = await change(hana, 'emil', { managerId: null });
    expect(others.answer).toEqual(done('emil'));
    expect(others.changed).toEqual({ emil: { version: 2, managerId: null } });
    expect((await change(hana, 'hana', { title: 'x' })).answer).toEqual(done('hana'));
  });

  it('AZ-27 refuse to connect the record with a record of another', async () => {
    const outcome = await change(mia, 'emil', { managerId: 'olaf' });
    expect(outcome.answer).toEqual(refusal('UpdateEmployeeInput.managerId', { input: 'input.managerId' }));
    expect(outcome.changed).toEqual({});
    expect((await change(hana, 'emil', { managerId: 'olaf' })).changed).toEqual({
      emil: { version: 2, managerId: 'olaf' },
    });
  });
});

describe('AZ-31 unknown and not allowed', () => {
  const inputs: [string, Viewer, object][] = [
    ['a rule that a record may fulfil', emil, { contact: { phone: '1' } }],
    ['a condition that is missing', emil, { bankAccount: 'b' }],
    ['a condition that holds', justNow(emil), { bankAccount: 'b' }],
    ['two rules that no record fulfils together', emil, { title: 'x', contact: { phone: '1' } }],
    ['a role that is missing', emil, { salary: 1 }],
    ['a version', mia, { version: 1, title: 'x' }],
    ['another version', mia, { version: 99, title: 'x' }],
    ['an account without a person', stranger, { title: 'x' }],
  ];
  it.each(inputs)('give the same bytes after the same commands: %s', async (_, viewer, input) => {
    const [foreign, top, unknown, review, odd] = await Promise.all(
      ['olaf', 'boss', 'nobody', 'r01', '__proto__'].map((id) => change(viewer, id, input)),
    );
    expect(foreign!.answer.errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN' });
    for (const outcome of [foreign, top, unknown, review, odd]) {
      expect(outcome!.bytes).toBe(foreign!.bytes);
      expect(sent(outcome!)).toEqual(sent(foreign!));
      expect(outcome!.changed).toEqual({});
    }
  });

  it('B11 do not differ by what a version, or any other value, would have matched', async () => {
    const guesses = [0, 1, 2].map((version) => change(emil, 'olaf', { version, contact: { phone: '1' } }));
    const [first, ...rest] = await Promise.all(guesses);
    for (const { bytes, commands } of rest) {
      expect(bytes).toBe(first!.bytes);
      expect(commands).toHaveLength(first!.commands.length);
    }
  });

  it('differ only for a viewer who lacks nothing, but perhaps `other`', async () => {
    for (const input of [{ title: 'x' }, { salary: 1 }, { bankAccount: 'b' }]) {
      const { answer, changed } = await change(hana, 'nobody', input);
      expect(answer).toEqual({ data: { updateEmployee: null }, errors: [notFound(at)] });
      expect(changed).toEqual({});
    }
    const own = await change(hana, 'hana', { salary: 1 });
    expect(own.answer).toEqual(refusal('UpdateEmployeeInput.salary', { input: 'input.salary' }));
    expect(own.changed).toEqual({});
    expect((await change(hana, 'zoe', { salary: 1 })).changed).toEqual({ zoe: { version: 2, salary: 1 } });
  });

  it('AZ-32 are one for ids of any form', async () => {
    const ids = ['', ' ', 'emil ', 'EMIL', 'x'.repeat(10_000), 'Employee:olaf', '$ne', '507f1f77bcf86cd799439011'];
    const unknown = await change(emil, 'nobody', { contact: { phone: '1' } });
    for (const id of ids) {
      const outcome = await change(emil, id, { contact: { phone: '1' } });
      expect(outcome.bytes).toBe(unknown.bytes);
      expect(sent(outcome)).toEqual(sent(unknown));
      expect(outcome.changed).toEqual({});
    }
  });
});

describe('a version that was given', () => {
  it('changes what was seen, and is a CONFLICT where it was changed meanwhile', async () => {
    const seen = await change(mia, 'emil', { version: 1, title: 'x' });
    expect(seen.answer).toEqual(done('emil'));
    const meanwhile = await change(mia, 'emil', { version: 7, title: 'x' });
    expect(meanwhile.answer).toEqual({ data: { updateEmployee: null }, errors: [conflict(at)] });
    expect(meanwhile.changed).toEqual({});
  });

  it('is no CONFLICT for who may not change the record whatever its version', async () => {
    const outcome = await change(olaf, 'emil', { version: 7, contact: { phone: '1' } });
    expect(outcome.answer).toEqual(refusal('Mutation.updateEmployee'));
    const field = await change(emil, 'emil', { version: 7, title: 'x' });
    expect(field.answer).toEqual(refusal('UpdateEmployeeInput.title', { input: 'input.title' }));
  });
});

describe('RECENT_LOGIN_REQUIRED', () => {
  const place = { input: 'input.bankAccount' };
  it('is told where only that is missing: of the viewer’s own record', async () => {
    for (const viewer of [emil, hana, mia]) {
      const id = viewer.id.slice('u-'.length);
      const outcome = await change(viewer, id, { bankAccount: 'b' });
      expect(outcome.answer).toEqual(
        refusal('UpdateEmployeeInput.bankAccount', { ...place, reason: 'RECENT_LOGIN_REQUIRED' }),
      );
      expect(outcome.changed).toEqual({});
      const recent = await change(justNow(viewer), id, { bankAccount: 'b' });
      expect(recent.answer).toEqual(done(id));
      expect(recent.changed).toEqual({ [id]: { version: 2, bankAccount: 'b' } });
    }
  });

  it('sends no write where no record could be allowed', async () => {
    expect(writes(await change(emil, 'emil', { bankAccount: 'b' }))).toEqual([]);
    expect(writes(await change(justNow(emil), 'emil', { bankAccount: 'b' }))).toHaveLength(1);
  });

  it('is told of no other record', async () => {
    for (const viewer of [mia, justNow(mia)]) {
      const below = await change(viewer, 'emil', { bankAccount: 'b' });
      expect(below.answer).toEqual(refusal('UpdateEmployeeInput.bankAccount', place));
      expect(below.changed).toEqual({});
      for (const id of ['olaf', 'nobody'])
        expect((await change(viewer, id, { bankAccount: 'b' })).answer).toEqual(refusal('Mutation.updateEmployee'));
    }
  });

  it('is not asked where another clause holds', async () => {
    const outcome = await change(hana, 'emil', { bankAccount: 'b' });
    expect(outcome.answer).toEqual(done('emil'));
    expect(outcome.changed).toEqual({ emil: { version: 2, bankAccount: 'b' } });
  });
});
