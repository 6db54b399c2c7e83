// `policy matrix`, `policy diff` and `policy explain` as they are typed: what they print, and the exit code.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSchema } from '../../src/app.js';
import { policyOf } from '../../src/authorization/authorization.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import { directory } from '../../src/features/directory.js';
import { emitSchema } from '../../src/graphql/emit.js';
import { viewerKinds } from '../../src/policy.js';
import { killAll, start } from '../start/process.js';
import { command, git, inProcess } from '../command.js';
import type { Ended } from '../command.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-policy-'));
});
afterAll(async () => {
  killAll();
  await rm(folder, { recursive: true, force: true });
});

describe('policy matrix', () => {
  it('prints the committed page, byte for byte', async () => {
    const page = await readFile('schema/policy.md', 'utf8');
    for (const way of [inProcess, command])
      expect(await way(folder, {}, 'policy', 'matrix')).toEqual({ code: 0, stdout: page, stderr: '' });
  });

  it('writes it to a file, and the folder where there is none', async () => {
    const page = await readFile('schema/policy.md', 'utf8');
    const written = await command(folder, {}, 'policy', 'matrix', '--out', 'new/page.md');
    expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await readFile(join(folder, 'new/page.md'), 'utf8')).toBe(page);
    expect(await readdir(folder)).toEqual(['new']);
  });

  it('prints kinds and rows as JSON', async () => {
    const schema = await createSchema([directory]);
    const { code, stdout, stderr } = await command(folder, {}, 'policy', 'matrix', '--json');
    expect({ code, stderr, document: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      stderr: '',
      document: {
        kinds: viewerKinds.map(({ name }) => name),
        rows: matrixOf(schema, policyOf(schema), viewerKinds),
      },
    });
  });

  it('takes nothing else', async () => {
    expect(await command(folder, {}, 'policy', 'matrix', '--nope')).toMatchObject({ code: 2, stdout: '' });
    expect(await command(folder, {}, 'policy', 'matrix', '--out')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('policy diff', () => {
  const salary = 'salary: Money @authorized(anyOf: ["self", "manager", "HR"]) @audited';
  let repository: string;
  const diff = (...args: string[]): Promise<Ended> => command(repository, {}, 'policy', 'diff', ...args);

  beforeAll(async () => {
    repository = join(folder, 'repository');
    await mkdir(join(repository, 'schema'), { recursive: true });
    await git(repository, 'init', '--quiet');
    const sdl = emitSchema(await createSchema([directory]));
    expect(sdl).toContain(salary);
    const revisions: { readonly [tag: string]: string } = {
      same: sdl,
      narrower: sdl.replace(salary, 'salary: Money @authorized(anyOf: ["self", "HR"]) @audited'),
      wider: sdl.replace(salary, 'salary: Money @authorized(anyOf: ["self", "manager", "HR", "AUDITOR"])'),
      other: sdl.replace(salary, 'salary: Money @authorized(anyOf: ["AUDITOR", "HR"]) @audited'),
      broken: 'type Query {',
    };
    for (const [tag, text] of Object.entries(revisions)) {
      await writeFile(join(repository, 'schema/schema.graphql'), text);
      await git(repository, 'add', '.');
      await git(repository, 'commit', '--quiet', '--allow-empty', '--message', tag);
      await git(repository, 'tag', tag);
    }
    await git(repository, 'rm', '--quiet', 'schema/schema.graphql');
    await git(repository, 'commit', '--quiet', '--message', 'gone');
    await git(repository, 'tag', 'gone');
  });

  it('says that nothing changed', async () => {
    expect(await diff('same')).toEqual({ code: 0, stdout: 'The policy is that of same.\n', stderr: '' });
  });

  it('fails on a widening, with the sentence and how to accept it', async () => {
    for (const way of [inProcess, command])
      expect(await way(repository, {}, 'policy', 'diff', 'narrower')).toEqual({
        code: 1,
        stdout: '+ manager gains Employee.salary\n',
        stderr: 'One widening is not declared; if meant, add\n  --accept "manager gains Employee.salary"\n',
      });
  });

  it('takes a widening that is accepted word for word, and no other', async () => {
    const stdout = '+ manager gains Employee.salary\n';
    const accepted = await diff('narrower', '--accept', 'manager gains Employee.salary');
    expect(accepted).toEqual({ code: 0, stdout, stderr: '' });
    for (const sentence of ['manager gains Employee', 'manager', '', 'Manager gains Employee.salary'])
      expect(await diff('narrower', '--accept', sentence)).toMatchObject({ code: 1, stdout });
  });

  it('wants each of several accepted', async () => {
    const stdout = '+ self gains Employee.salary\n+ manager gains Employee.salary\n- AUDITOR loses Employee.salary\n';
    expect(await diff('other')).toEqual({
      code: 1,
      stdout,
      stderr:
        '2 widenings are not declared; if meant, add\n' +
        '  --accept "self gains Employee.salary"\n  --accept "manager gains Employee.salary"\n',
    });
    const one = ['--accept', 'self gains Employee.salary'];
    expect(await diff('other', ...one)).toEqual({
      code: 1,
      stdout,
      stderr: 'One widening is not declared; if meant, add\n  --accept "manager gains Employee.salary"\n',
    });
    const both = [...one, '--accept', 'manager gains Employee.salary'];
    expect(await diff('other', ...both)).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('prints a narrowing, and is content', async () => {
    expect(await diff('wider')).toEqual({
      code: 0,
      stdout: '- AUDITOR loses Employee.salary\n- Employee.salary is audited\n',
      stderr: '',
    });
  });

  it('prints the same as JSON, with the same exit code', async () => {
    const change = { text: 'manager gains Employee.salary', widening: true };
    const widened = await diff('narrower', '--json');
    expect({ code: widened.code, document: JSON.parse(widened.stdout) as unknown }).toEqual({
      code: 1,
      document: { changes: [change] },
    });
    const same = await diff('same', '--json');
    expect({ ...same, stdout: JSON.parse(same.stdout) as unknown }).toEqual({
      code: 0,
      stdout: { changes: [] },
      stderr: '',
    });
  });

  it.each(['unknown', 'gone', 'same:schema', 'same..wider', '@{u}'])(
    'says in one line that nothing can be read at %s',
    async (revision) => {
      expect(await diff(revision)).toEqual({
        code: 1,
        stdout: '',
        stderr: `schema/schema.graphql cannot be read at ${revision}; name a commit, branch or tag of this repository\n`,
      });
    },
  );

  it('says in one line that what was committed is no SDL', async () => {
    const { code, stdout, stderr } = await diff('broken');
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
    expect(stderr).toContain('schema/schema.graphql');
  });

  it('never takes a revision for an option of git', async () => {
    const written = join(folder, 'written');
    for (const way of [inProcess, command])
      expect(await way(repository, {}, 'policy', 'diff', `--output=${written}`)).toMatchObject({ code: 2, stdout: '' });
    expect(await diff('--', `--output=${written}`)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]* cannot be read at --output=[^\n]*\n$/) as unknown,
    });
    expect(await readdir(folder)).not.toContain('written');
  });

  it('needs a revision, and a repository', async () => {
    expect(await diff()).toMatchObject({ code: 2, stdout: '' });
    const { code, stdout, stderr } = await command(folder, {}, 'policy', 'diff', 'HEAD');
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
  });
});

describe('policy explain', () => {
  let environment: Record<string, string>;
  let person: string;
  let whileRunning: Ended;
  const hr = ['--as', 'hr@claimcheck.example'];
  const explain = (...args: string[]): Promise<Ended> => command(folder, environment, 'policy', 'explain', ...args);
  const as = (account: string, ...args: string[]): Promise<Ended> =>
    explain('--as', account === 'anonymous' ? account : `${account}@claimcheck.example`, '--coordinate', ...args);

  beforeAll(async () => {
    environment = { DATA_DIR: join(folder, 'data'), PORT: '0', BCRYPT_COST: '4', SEED_EMPLOYEES: '20' };
    const server = start(environment);
    person = await ownPerson(await server.ready());
    whileRunning = await inProcess(folder, environment, 'policy', 'explain', ...hr, '--coordinate', 'Employee.salary');
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  it('says in one line that a server has the embedded store', () => {
    expect(whileRunning).toEqual({
      code: 1,
      stdout: '',
      stderr: 'DATA_DIR: the data folder is in use by another process\n',
    });
  });

  it('says in words why, word for word', async () => {
    const manager = ['--as', 'manager@claimcheck.example', '--coordinate'];
    expect(
      await inProcess(folder, environment, 'policy', 'explain', ...manager, 'Employee.salary', '--id', person),
    ).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        `manager@claimcheck.example may use Employee.salary of ${person}`,
        '  the rule of Employee: allows',
        '    EMPLOYEE: holds',
        '    HR: does not hold',
        '    AUDITOR: does not hold',
        '  the rule of Employee.salary: allows',
        '    self: does not hold',
        '    manager: holds',
        '    HR: does not hold',
        '',
      ].join('\n'),
    });
    expect(await as('manager', 'Employee.notes', '--id', person)).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        `manager@claimcheck.example may not use Employee.notes of ${person}`,
        '  the rule of Employee: allows',
        '    EMPLOYEE: holds',
        '    HR: does not hold',
        '    AUDITOR: does not hold',
        '  the rule of Employee.notes: refuses',
        '    HR: does not hold; and other: holds',
        '',
      ].join('\n'),
    });
  });

  it('explains to anonymous what everyone may, and what nobody without an account', async () => {
    expect(await as('anonymous', 'Query.serverInfo')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'anonymous may use Query.serverInfo\n  the rule of Query.serverInfo: allows\n    whoever gets here\n',
    });
    expect(await as('anonymous', 'Query.me')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'anonymous may not use Query.me\n  the rule of Query.me: refuses\n    signedIn: does not hold\n',
    });
  });

  it('prints the same as JSON', async () => {
    const { code, stdout, stderr } = await as('hr', 'Query.user', '--id', 'user-employee', '--json');
    expect({ code, stderr, document: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      stderr: '',
      document: {
        as: 'hr@claimcheck.example',
        coordinate: 'Query.user',
        id: 'user-employee',
        allowed: false,
        ways: [
          {
            recordType: 'User',
            allowed: false,
            rules: [
              {
                coordinate: 'Query.user',
                allowed: false,
                clauses: [[{ word: 'ADMIN', verdict: 'does not hold' }], [{ word: 'self', verdict: 'does not hold' }]],
              },
            ],
          },
        ],
      },
    });
  });

  it('says in one line which account or coordinate is not there', async () => {
    expect(await as('nobody', 'Employee.salary')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'there is no account nobody@claimcheck.example; name the address of one, or anonymous\n',
    });
    expect(await as('hr', 'Employee.none')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Employee.none is no coordinate of the schema; write Type.field, Query.field(argument:) or Enum.VALUE\n',
    });
  });

  it('takes an address as a login does', async () => {
    const { code, stdout } = await explain('--as', ' HR@Claimcheck.example', '--coordinate', 'Query.me');
    expect({ code, allowed: stdout.includes(' may use Query.me') }).toEqual({ code: 0, allowed: true });
  });

  it('wants to know who and what', async () => {
    expect(await explain('--as', 'anonymous')).toMatchObject({ code: 2, stdout: '' });
    expect(await explain('--coordinate', 'Query.me')).toMatchObject({ code: 2, stdout: '' });
  });
});

/** The id of the employee's own record, as the running server tells it to them. */
async function ownPerson(url: string): Promise<string> {
  const query =
    'mutation { login(email: "employee@claimcheck.example", password: "claimcheck-demo-only") { user { person { id } } } }';
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: { login: { user: { person: { id: string } } } } };
  return data.login.user.person.id;
}
