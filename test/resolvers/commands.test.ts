// What the directory asks of its store: only fields that may be read, and as many commands for many rows as for one.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { Departments } from '../../src/features/departments/department.repository.js';
import { People } from '../../src/features/people/people.repository.js';
import type { Role } from '../../src/identity/role.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { watched } from './watched.js';
import type { Command } from './watched.js';

let running: Running;
beforeAll(async () => {
  running = await startApplication({ SEED_EMPLOYEES: '110' });
});
afterAll(() => running.stop());

/** Runs a query on a store that writes down each command. */
async function commandsOf(query: string, id: string, roles: Role[]): Promise<Command[]> {
  const commands: Command[] = [];
  const store = watched(running.application.store, commands);
  const viewer = { id, roles, sessionId: 'session', authTime: 0, generation: 0 };
  const context = {
    ...running.application.contextFor({ viewer, requestId: 'request' }),
    people: new People(store),
    departments: new Departments(store),
  };
  const { data } = await graphql({ schema: running.application.schema, source: query, contextValue: context });
  expect(data).not.toBeNull();
  return commands;
}

const guarded = '{ employees(first: 2) { nodes { name salary { amount } notes } } }';

describe('the commands of a query', () => {
  it('do not read what roles deny, and read besides what a relation decides on', async () => {
    const [page] = (await commandsOf(guarded, 'user-employee', ['EMPLOYEE'])).filter(({ keys }) =>
      keys.includes('name'),
    );
    expect(page!.keys).toEqual(['_id', 'ended', 'foldedName', 'kind', 'managerId', 'name', 'salaryAmount', 'userId']);
  });

  it('read for HR what HR may read, without asking who manages whom', async () => {
    const commands = await commandsOf(guarded, 'user-hr', ['EMPLOYEE', 'HR']);
    expect(commands).toEqual([
      {
        collection: 'people',
        method: 'find',
        keys: ['_id', 'foldedName', 'kind', 'name', 'notes', 'salaryAmount', 'userId'],
      },
    ]);
  });

  it('read nothing of people for whoever may meet none', async () => {
    expect(await commandsOf(guarded, 'user-admin', ['ADMIN'])).toEqual([]);
  });

  it('LD-08 are one for the persons of all accounts', async () => {
    const commands = await commandsOf('{ users { nodes { id person { name } } } }', 'user-hr', ['ADMIN', 'HR']);
    expect(commands).toEqual([{ collection: 'people', method: 'find', keys: ['_id', 'kind', 'name', 'userId'] }]);
  });

  it('LD-08 are as many for a hundred rows as for two', async () => {
    const query = (first: number): string =>
      `{ employees(first: ${first}) { nodes { name department { name head { name } } manager { name manager { name } } reports(first: 3) { nodes { name } } } } }`;
    const few = await commandsOf(query(2), 'user-hr', ['EMPLOYEE', 'HR']);
    const many = await commandsOf(query(100), 'user-hr', ['EMPLOYEE', 'HR']);
    expect(many.length).toBe(few.length);
    expect(many.length).toBeLessThanOrEqual(6);
  });

  it('LD-08 are four for a page of a hundred with department, manager and reports', async () => {
    const query =
      '{ employees(first: 100) { nodes { name department { name } manager { name } reports(first: 3) { nodes { name } } } } }';
    const commands = await commandsOf(query, 'user-auditor', ['AUDITOR']);
    expect(commands.map(({ collection, method }) => `${collection}.${method}`).sort()).toEqual([
      'departments.find',
      'people.find',
      'people.find',
      'people.find',
    ]);
  });
});
