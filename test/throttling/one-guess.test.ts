// One operation is one guess: on the running server, with the store and the hashes that it ran.
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Piscina } from 'piscina';
import { buildSchema, parse, validate } from 'graphql';
import { onePerOperation } from '../../src/graphql/one-per-operation.js';
import { secretMutations } from '../../src/identity/sessions/secret-mutations.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';

const email = 'employee@claimcheck.example';
const login = (alias: string, password = 'not the right password') =>
  `${alias}: login(email: "${email}", password: "${password}") { tokenType }`;
const refused = (count: number) => ({
  errors: [
    {
      message: `An operation may hold at most one of login, refresh, changePassword; this one holds ${count}.`,
      locations: expect.any(Array),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ],
});

let running: Running;
let hashes: jest.SpiedFunction<Piscina['run']>;
beforeAll(async () => {
  hashes = jest.spyOn(Piscina.prototype, 'run');
  running = await startApplication();
});
beforeEach(() => void hashes.mockClear());
afterAll(async () => {
  hashes.mockRestore();
  await running.stop();
});

describe('an operation', () => {
  it('GQ-03 PW-25 holds one login, one refresh, or one new password: more are refused whole, and no hash is run', async () => {
    const pairs = [
      `mutation { ${login('a')} ${login('b')} }`,
      `mutation { ${login('a')} r: refresh(refreshToken: "x") { tokenType } }`,
      'mutation { a: refresh(refreshToken: "x") { tokenType } b: refresh(refreshToken: "y") { tokenType } }',
      `mutation { logout ${login('a')} ${login('b')} }`,
    ];
    for (const query of pairs) {
      const { status, body } = await running.ask(query);
      expect([status, body]).toEqual([400, refused(2)]);
    }
    const { status, body } = await running.ask(
      `mutation { ${Array.from({ length: 30 }, (_, index) => login(`a${index}`)).join(' ')} }`,
    );
    expect([status, body]).toEqual([400, { errors: [{ ...refused(30).errors[0] }] }]);
    expect(hashes).not.toHaveBeenCalled();
    expect((await running.ask(`mutation { ${login('a')} logout }`)).body.errors).toMatchObject([
      { extensions: { code: 'INVALID_CREDENTIALS' } },
    ]);
    expect(hashes).toHaveBeenCalledTimes(1);
  });

  it('GQ-04 holds one also where fragments hide the second, and where a directive would skip it', async () => {
    const hidden = [
      `mutation { ${login('a')} ...f } fragment f on Mutation { ${login('b')} }`,
      `mutation { ...f ...g } fragment f on Mutation { ${login('a')} } fragment g on Mutation { ${login('b')} }`,
      `mutation { ...f } fragment f on Mutation { ${login('a')} ...g } fragment g on Mutation { ... { ${login('b')} } }`,
      `mutation { ... on Mutation { ... @include(if: true) { ${login('a')} } } ... { ${login('b')} } }`,
      `mutation { a: login(email: "${email}", password: "x") @skip(if: true) { tokenType } ${login('b')} }`,
      `mutation one { ${login('a')} ${login('b')} }`,
    ];
    for (const query of hidden) {
      const { status, body } = await running.ask(query);
      expect([status, body]).toEqual([400, refused(2)]);
    }
    expect(hashes).not.toHaveBeenCalled();
  });

  it('GQ-04 ends on fragments that contain themselves or are missing', async () => {
    const bad = [
      `mutation { ...f } fragment f on Mutation { ${login('a')} ...f ${login('b')} }`,
      `mutation { ${login('a')} ${login('b')} ...missing }`,
    ];
    for (const query of bad) {
      const { status, body } = await running.ask(query);
      expect([status, body.errors]).toEqual([400, expect.arrayContaining(refused(2).errors)]);
    }
    expect(hashes).not.toHaveBeenCalled();
  });

  it('GQ-03 may select one field twice: it is executed once', async () => {
    const once = `login(email: "${email}", password: "claimcheck-demo-only")`;
    const { body } = await running.ask(
      `mutation { ${once} { tokenType } ...f } fragment f on Mutation { ${once} { expiresIn } }`,
    );
    expect(body).toEqual({ data: { login: { tokenType: 'Bearer', expiresIn: 900 } } });
    expect(hashes).toHaveBeenCalledTimes(1);
  });

  it('PW-25 is one of those in a document, and one in a request', async () => {
    const twenty = Array.from({ length: 20 }, (_, index) => `mutation m${index} { ${login('a')} }`).join(' ');
    const unnamed = await running.ask(twenty);
    expect([unnamed.status, unnamed.body.errors]).toMatchObject([
      400,
      [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
    ]);
    const batch = await running.post(
      JSON.stringify([{ query: `mutation { ${login('a')} }` }, { query: `mutation { ${login('a')} }` }]),
    );
    expect([batch.status, batch.body.errors]).toMatchObject([400, [{ extensions: { code: 'BAD_REQUEST' } }]]);
    expect(hashes).not.toHaveBeenCalled();
    const named = await running.post(JSON.stringify({ query: twenty, operationName: 'm7' }));
    expect(named.body.errors).toMatchObject([{ extensions: { code: 'INVALID_CREDENTIALS' } }]);
    expect(hashes).toHaveBeenCalledTimes(1);
  });

  it('GQ-03 is judged by names of mutations, and a query may have fields that are called so', () => {
    const schema = buildSchema(
      'type Query { login: Int refresh: Int } type Mutation { login: Int refresh: Int changePassword: Int logout: Int }',
    );
    const errors = (query: string) => validate(schema, parse(query), [onePerOperation(secretMutations)]).length;
    expect(errors('mutation { changePassword a: changePassword }')).toBe(1);
    expect(errors('mutation { changePassword login }')).toBe(1);
    expect(errors('mutation { changePassword logout a: logout }')).toBe(0);
    expect(errors('mutation { changePassword changePassword }')).toBe(0);
    expect(errors('{ login refresh a: login }')).toBe(0);
    expect(errors('mutation a { login } mutation b { login refresh }')).toBe(1);
  });
});
