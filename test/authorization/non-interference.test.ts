import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { company, companyData, contextOf, viewers } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import { documentOf } from './fixtures/documents.js';

/** The company with every value changed that this viewer may not read. */
function changedFor(viewer: Viewer | null) {
  const data = companyData();
  const own = (id: string) => viewer?.id === id;
  for (const person of data.people) {
    if (!own(person.id)) Object.assign(person, { phone: 'changed', email: 'changed' });
    if (!own(person.id) && !(viewer?.id === 'mary' && person.managerId === 'mary'))
      Object.assign(person, { salary: 1, oldSalary: null });
  }
  Object.assign(data.contractor, { phone: null, badge: 'changed', dayRate: 1 });
  data.department.budget = 1;
  return data;
}

const args = (coordinate: string, random: () => number) =>
  ['Query.user', 'Query.employee', 'Query.node'].includes(coordinate)
    ? `(id: "${['alice', 'mary', 'carl'][Math.floor(random() * 3)]}")`
    : '';

describe('what a viewer may not read', () => {
  const schema = company();
  const documents = Array.from({ length: 80 }, (_, seed) => documentOf(schema, 1_000 + seed, { args, depth: 4 }));
  const { hr, ...others } = viewers;

  it.each(Object.entries(others))('does not change a byte of the answers to %s', async (_, viewer) => {
    const changed = company({}, changedFor(viewer));
    for (const source of documents) {
      const answers = await Promise.all(
        [schema, changed].map((each) => graphql({ schema: each, source, contextValue: contextOf(viewer) })),
      );
      expect(JSON.stringify(answers[1])).toBe(JSON.stringify(answers[0]));
    }
  });

  it('and changes those to whoever may', async () => {
    const changed = company({}, changedFor(viewers.alice));
    const answers = async (each: typeof schema) =>
      Promise.all(documents.map((source) => graphql({ schema: each, source, contextValue: contextOf(hr) })));
    expect(JSON.stringify(await answers(changed))).not.toBe(JSON.stringify(await answers(schema)));
  });
});
