// Resolver tests without HTTP: Apollo Server's executeOperation, a context of one's own choice, the real store.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { ApolloServer } from '@apollo/server';
import type { Context } from '../../src/context.js';
import { createApolloServer } from '../../src/http/apollo.js';
import type { Role } from '../../src/identity/role.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';

let running: Running;
let apollo: ApolloServer<Context>;
beforeAll(async () => {
  running = await startApplication();
  apollo = createApolloServer({
    schema: running.application.schema,
    settings: { INTROSPECTION: 'on', MAX_DEPTH: 10, MAX_COST: 5_000 },
    logger: pino({ level: 'silent' }),
  });
  await apollo.start();
});
afterAll(async () => {
  await apollo.stop();
  await running.stop();
});

async function execute(query: string, viewer: { id: string; roles: readonly Role[] } | null): Promise<unknown> {
  const contextValue = running.application.contextFor({
    viewer: viewer && { sessionId: 'session', authTime: 0, generation: 0, ...viewer },
    requestId: 'request',
  });
  const { body } = await apollo.executeOperation({ query }, { contextValue });
  return body.kind === 'single' ? body.singleResult : undefined;
}

const query =
  '{ me { person { name salary: id ... on Employee { pay: salary { currency } } } } employees(first: 1) { nodes { nationalId } } }';

describe('executeOperation', () => {
  it('answers a viewer with what they may read', async () => {
    expect(await execute(query, { id: 'user-hr', roles: ['EMPLOYEE', 'HR'] })).toEqual({
      data: {
        me: { person: { name: expect.any(String), salary: expect.any(String), pay: { currency: 'EUR' } } },
        employees: { nodes: [{ nationalId: expect.stringMatching(/^N\d{9}$/) }] },
      },
    });
  });

  it('and refuses the rest', async () => {
    expect(await execute(query, { id: 'user-stranger', roles: [] })).toMatchObject({
      data: { me: { person: null }, employees: null },
      errors: [
        { extensions: { coordinate: 'User.person', code: 'FORBIDDEN' } },
        { extensions: { coordinate: 'Query.employees', code: 'FORBIDDEN' } },
      ],
    });
    expect(await execute(query, null)).toMatchObject({
      data: { me: null, employees: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }, { extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
