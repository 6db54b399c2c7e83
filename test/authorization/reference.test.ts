import { describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import {
  archive,
  archiveArguments,
  mayMeetAs,
  mayReadAs as mayReadArchiveAs,
  plainArchive,
} from './fixtures/archive.js';
import { company, contextOf, plainCompany, viewers } from './fixtures/company.js';
import type { Viewer } from './fixtures/company.js';
import { documentOf } from './fixtures/documents.js';
import { askApollo, forbidden, run, unauthenticated } from './fixtures/guarded.js';
import { expectedAnswer } from './fixtures/reference.js';
import type { MayRead } from './fixtures/reference.js';
import { deep } from '../deep.js';

/** The company's rules once more, as plain questions. */
function mayReadAs(viewer: Viewer | null): MayRead {
  const has = (role: string) => viewer?.roles.includes(role) === true;
  const own = (record: { readonly [key: string]: unknown } | null) =>
    viewer !== null && record !== null && record['id'] === viewer.id;
  const managed = (record: { readonly [key: string]: unknown } | null) =>
    viewer?.id === 'mary' && record?.['managerId'] === 'mary';
  return (coordinate, record) => {
    switch (coordinate) {
      case 'Query.version':
        return true;
      case 'Query.user':
        return has('HR') || own(record);
      case 'Query.employee':
        return has('EMPLOYEE') || has('HR');
      case 'Employee.phone':
      case 'Contractor.phone':
      case 'User.email':
        return has('HR') || own(record);
      case 'Employee.salary':
      case 'Employee.oldSalary':
        return has('HR') || own(record) || managed(record);
      case 'Contractor.badge':
      case 'Contractor.dayRate':
      case 'Department.budget':
        return has('HR');
      case 'Department.members':
        return has('EMPLOYEE');
      default:
        return viewer !== null;
    }
  };
}

const ids = ['alice', 'bob', 'mary', 'hr', 'carl', 'nobody'];
const args = (coordinate: string, random: () => number) =>
  ['Query.user', 'Query.employee', 'Query.node'].includes(coordinate)
    ? `(id: "${ids[Math.floor(random() * ids.length)]}")`
    : '';

describe('the engine answers as the obvious decision does, field by field', () => {
  const schema = company();
  const plain = plainCompany();
  const documents = Array.from({ length: deep ? 300 : 150 }, (_, seed) => {
    const document = documentOf(plain, seed, { args, depth: 4 });
    return [document, parse(document)] as const;
  });

  it('on documents that are valid and differ', () => {
    for (const [, parsed] of documents) expect(validate(plain, parsed)).toEqual([]);
    expect(new Set(documents.map(([document]) => document)).size).toBeGreaterThan(0.9 * documents.length);
  });

  it.each(Object.entries(viewers))('for %s', async (_, viewer) => {
    let denials = 0;
    for (const [document, parsed] of documents) {
      const expected = expectedAnswer(plain, document, contextOf(viewer), mayReadAs(viewer));
      const denied = viewer ? forbidden : unauthenticated;
      const errors = expected.denials.map(({ coordinate, path, count }) => denied(coordinate, path, count));
      const { data, errors: found = [] } = await run(schema, parsed, contextOf(viewer));
      expect(JSON.stringify({ document, data, errors: found })).toBe(
        JSON.stringify({ document, data: expected.data, errors }),
      );
      denials += errors.length;
    }
    expect(denials > 200).toBe(viewer?.id !== 'hr');
  });

  it('and the unguarded schema, asked alike, tells everything', async () => {
    const all = await Promise.all(documents.map(([, parsed]) => run(plain, parsed, contextOf(viewers.hr))));
    expect(all.every(({ errors }) => !errors)).toBe(true);
  });
});

describe('the engine answers as the obvious decision does, whatever is sent and whoever is met', () => {
  const schema = archive();
  const plain = plainArchive();
  const documents = Array.from({ length: deep ? 300 : 80 }, (_, seed) => {
    const document = documentOf(plain, seed, { args: archiveArguments, depth: 4 });
    return [document, parse(document)] as const;
  });

  it('on documents that are valid and differ', () => {
    for (const [, parsed] of documents) expect(validate(plain, parsed)).toEqual([]);
    expect(new Set(documents.map(([document]) => document)).size).toBeGreaterThan(0.9 * documents.length);
  });

  it.each(Object.entries(viewers))('for %s, on both executors', async (_, viewer) => {
    let denials = 0;
    for (const [n, [document, parsed]] of documents.entries()) {
      const expected = expectedAnswer(plain, document, contextOf(viewer), mayReadArchiveAs(viewer), mayMeetAs(viewer));
      const denied = viewer ? forbidden : unauthenticated;
      const errors = expected.denials.map(({ coordinate, path, count, told }) => denied(coordinate, path, count, told));
      const { data, errors: found = [] } = await run(schema, parsed, contextOf(viewer));
      const text = JSON.stringify({ document, data: expected.data, errors });
      expect(JSON.stringify({ document, data, errors: found })).toBe(text);
      if (n % 3 === 0) {
        const onApollo = await askApollo(schema, document, contextOf(viewer));
        expect(JSON.stringify({ document, data: onApollo.data, errors: onApollo.errors ?? [] })).toBe(text);
      }
      denials += errors.length;
    }
    expect(denials).toBeGreaterThan(viewer?.id === 'hr' ? 5 : 50);
  });

  it('where inputs, reasons and members that are left out all occur', () => {
    const told = { input: 0, reason: 0, both: 0, several: 0, leftOut: 0 };
    for (const [document] of documents) {
      const asked = (meet: () => boolean) =>
        expectedAnswer(plain, document, contextOf(viewers.alice), mayReadArchiveAs(viewers.alice), meet);
      const { denials } = asked(() => true);
      for (const { told: { input, reason }, count } of denials) {
        if (input !== undefined) told.input += 1;
        if (reason !== undefined) told.reason += 1;
        if (input !== undefined && reason !== undefined) told.both += 1;
        if (count > 1) told.several += 1;
      }
      const met = mayMeetAs(viewers.alice);
      const { data } = expectedAnswer(plain, document, contextOf(viewers.alice), mayReadArchiveAs(viewers.alice), met);
      if (JSON.stringify(data) !== JSON.stringify(asked(() => true).data)) told.leftOut += 1;
    }
    for (const count of Object.values(told)) expect(count).toBeGreaterThan(10);
  }); // prettier-ignore
});
