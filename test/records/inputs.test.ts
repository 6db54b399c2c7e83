import { describe, expect, it } from '@jest/globals';
import { ask, refusedBefore } from './asking.js';
import { emil, hana } from './company/viewers.js';

const update = 'mutation ($id: ID!, $input: UpdateEmployeeInput!) { updateEmployee(id: $id, input: $input) { id } }';

describe('AZ-24 AZ-25 a key that the input does not have', () => {
  const keys = [
    'role', 'roles', '_id', 'id', 'userId', 'name', 'passwordHash', 'tokenVersion', 'createdAt', 'notes', 'phone',
    '$set', '$inc', '$unset', 'contact.phone', 'toString', 'constructor', 'hasOwnProperty', 'prototype',
  ]; // prettier-ignore

  it.each(keys)('is refused before anything runs, for oneself and for HR: %s', async (key) => {
    for (const viewer of [emil, hana]) {
      await refusedBefore(viewer, update, { id: 'emil', input: { contact: { phone: '1' }, [key]: 'ADMIN' } });
      await refusedBefore(viewer, update, {
        id: 'emil',
        input: { contact: { phone: '1', [key === 'phone' ? 'Phone' : key]: 'x' } },
      });
    }
  });

  it('is refused also as __proto__, which JSON makes a key of its own', async () => {
    const input: unknown = JSON.parse('{ "contact": { "phone": "1" }, "__proto__": { "salary": 1 } }');
    await refusedBefore(emil, update, { id: 'emil', input });
    const nested: unknown = JSON.parse('{ "contact": { "__proto__": { "phone": "1" } } }');
    await refusedBefore(emil, update, { id: 'emil', input: nested });
  });

  it.each(['role: "ADMIN"', '_id: "x"', '__proto__: { salary: 1 }', 'constructor: null', 'userId: "u-hana"'])(
    'is refused as a literal: %s',
    async (literal) => {
      await refusedBefore(
        emil,
        `mutation { updateEmployee(id: "emil", input: { contact: { phone: "1" }, ${literal} }) { id } }`,
      );
    },
  );

  it('while the keys that it has are taken', async () => {
    const { answer, changed } = await ask(emil, update, {
      variables: { id: 'emil', input: { version: 1, contact: { phone: '1' } } },
    });
    expect(answer).toEqual({ data: { updateEmployee: { id: 'emil' } } });
    expect(changed).toEqual({ emil: { version: 2, phone: '1' } });
  });
});

describe('AZ-32 an id that is none', () => {
  it.each([[{ $ne: null }], [['emil', 'nora']], [null], [true], [1.5], [{}]])(
    'is refused before anything runs: %j',
    async (id) => {
      await refusedBefore(emil, update, { id, input: { contact: { phone: '1' } } });
      await refusedBefore(emil, 'query ($id: ID!) { review(id: $id) { id } }', { id });
    },
  );

  it.each([
    ['salary', { $gt: 0 }],
    ['title', { $ne: 'x' }],
    ['title', ['x']],
    ['version', '1'],
  ])('so is a value of another kind: %s %j', async (key, value) => {
    await refusedBefore(hana, update, { id: 'emil', input: { [key]: value } });
  });

  it('and text that looks like a query is text', async () => {
    const title = '{"$gt":""}';
    const { changed } = await ask(hana, update, { variables: { id: 'emil', input: { title } } });
    expect(changed).toEqual({ emil: { version: 2, title } });
  });
});
