// What an auditor reads of the log, and that nobody changes it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isInputObjectType, isObjectType } from 'graphql';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { auditCollection } from '../../src/audit/audit-log.js';
import { AuditEvents, auditEventIndexes } from '../../src/audit/audit-events.js';
import type { AuditEventFilter } from '../../src/audit/audit-events.js';
import { EmbeddedStore } from '../../src/database/embedded/store.js';
import { onEveryStore } from '../stores.js';
import { forget, recorded } from './recorded.js';

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

/** Twelve events, two in each hour of six: of two actors, two coordinates, three records. */
const samples: AuditRecord[] = Array.from({ length: 12 }, (_, index) => ({
  _id: `e${String(index).padStart(2, '0')}`,
  at: new Date(start + Math.floor(index / 2) * hour),
  event: index % 4 === 3 ? 'authz_fail' : 'sensitive_read',
  level: index % 4 === 3 ? 'WARN' : 'INFO',
  outcome: index % 4 === 3 ? 'DENIED' : 'ALLOWED',
  actorId: index % 2 === 0 ? 'alice' : 'bob',
  coordinate: index < 6 ? 'Employee.salary' : 'Employee.nationalId',
  recordIds: index % 3 === 0 ? ['p1', 'p2'] : index % 3 === 1 ? ['p2', 'p3'] : [],
  requestId: `r${index}`,
  expiresAt: new Date(Date.UTC(2100, 0, 1)),
}));

interface Page {
  nodes: { id: string }[];
  edges: { cursor: string }[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

onEveryStore('auditEvents', (running) => {
  let token: string | null;
  beforeAll(async () => {
    token = await running().tokenOf('auditor');
    await forget(running());
    await running().application.store.collection<AuditRecord>(auditCollection).insertMany(samples);
  });

  const list = `query ($first: Int, $after: String, $filter: AuditFilter) { auditEvents(first: $first, after: $after, filter: $filter) {
    nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
  } }`;
  /** Only what was there before this test asked: each question is recorded too. */
  const past = new Date(start + 100 * hour).toISOString();
  const ask = async (variables: { first?: number; after?: string | null; filter?: object }): Promise<Page> => {
    const filter = { to: past, ...variables.filter };
    const { body } = await running().ask(list, token, { ...variables, filter });
    expect(body.errors).toBeUndefined();
    return body.data!['auditEvents'] as Page;
  };
  const idsOf = ({ nodes }: Page): string[] => nodes.map(({ id }) => id);
  const newestFirst = samples.map(({ _id }) => _id).reverse();

  it('come newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { nodes, pageInfo, totalCount } = await ask({ first: 5, after });
      seen.push(...nodes.map(({ id }) => id));
      expect([totalCount, pageInfo.hasNextPage, pageInfo.hasPreviousPage]).toEqual([12, page < 2, page > 0]);
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(newestFirst);
  });

  it.each<[string, AuditEventFilter | Record<string, unknown>, (event: AuditRecord) => boolean]>([
    ['an event', { event: 'authz_fail' }, ({ event }) => event === 'authz_fail'],
    ['an actor', { actorId: 'bob' }, ({ actorId }) => actorId === 'bob'],
    ['a coordinate', { coordinate: 'Employee.salary' }, ({ coordinate }) => coordinate === 'Employee.salary'],
    ['a record, one of several', { recordId: 'p2' }, ({ recordIds }) => recordIds.includes('p2')],
    [
      'a first moment, inclusive',
      { from: new Date(start + 4 * hour).toISOString() },
      ({ at }) => at.getTime() >= start + 4 * hour,
    ],
    [
      'an end, exclusive',
      { to: new Date(start + 4 * hour).toISOString() },
      ({ at }) => at.getTime() < start + 4 * hour,
    ],
    [
      'all of it',
      {
        event: 'sensitive_read',
        actorId: 'alice',
        coordinate: 'Employee.nationalId',
        recordId: 'p1',
        from: new Date(start).toISOString(),
        to: past,
      },
      ({ event, actorId, coordinate, recordIds }) =>
        event === 'sensitive_read' &&
        actorId === 'alice' &&
        coordinate === 'Employee.nationalId' &&
        recordIds.includes('p1'),
    ],
    [
      'nulls, which are no filter',
      { event: null, actorId: null, coordinate: null, recordId: null, from: null },
      () => true,
    ],
    ['what nobody has', { recordId: 'p9' }, () => false],
    ['an end before the beginning', { from: past, to: new Date(start).toISOString() }, () => false],
  ])('are filtered by %s', async (_what, filter, matches) => {
    const wanted = samples.filter(matches).map(({ _id }) => _id).reverse(); // prettier-ignore
    const page = await ask({ first: 100, filter });
    expect([idsOf(page), page.totalCount]).toEqual([wanted, wanted.length]);
  });

  it('show each member of a record, and nothing of when it is deleted', async () => {
    const { body } = await running().ask(
      `{ auditEvents(first: 1, filter: { to: "${past}" }) { nodes {
        id at event level outcome actorId sessionId address sessionAddress coordinate recordIds emailHash requestId
      } } }`,
      token,
    );
    expect(body.data).toEqual({
      auditEvents: {
        nodes: [
          {
            id: 'e11', at: '2026-01-01T05:00:00.000Z', event: 'authz_fail', level: 'WARN', outcome: 'DENIED',
            actorId: 'bob', sessionId: null, address: null, sessionAddress: null, coordinate: 'Employee.nationalId',
            recordIds: [], emailHash: null, requestId: 'r11',
          },
        ],
      },
    }); // prettier-ignore
  });

  it('refuse a cursor of another filter, and a page of more than 100', async () => {
    const { pageInfo } = await ask({ first: 2 });
    const filter = { to: past, event: 'authz_fail' };
    const other = await running().ask(list, token, { after: pageInfo.endCursor, filter });
    expect(other.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] } }]);
    expect((await running().ask(list, token, { first: 101 })).status).toBe(400);
  });

  it('leave out what is no longer kept', async () => {
    const gone = { ...samples[0]!, _id: 'gone', at: new Date(start + 50 * hour), expiresAt: new Date(start) };
    await running().application.store.collection<AuditRecord>(auditCollection).insertOne(gone);
    expect(idsOf(await ask({ first: 1 }))).toEqual(['e11']);
  });

  it('AU-01 are themselves audited: each look is one record without record ids', async () => {
    const before = (await recorded(running(), 'sensitive_read')).length;
    const { headers } = await running().ask('{ auditEvents(first: 3) { nodes { id requestId } } }', token);
    const after = await recorded(running(), 'sensitive_read');
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)).toMatchObject({
      actorId: 'user-auditor', coordinate: 'Query.auditEvents', recordIds: [], requestId: headers.get('x-request-id'),
    }); // prettier-ignore
  });

  it.each(['anonymous', 'stranger', 'employee', 'manager', 'hr', 'admin'])('are not for %s', async (account) => {
    const { text, body } = await running().ask(list, await running().tokenOf(account));
    const code = account === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    const message = account === 'anonymous' ? 'Not signed in.' : 'Not allowed.';
    expect(body).toEqual({
      data: { auditEvents: null },
      errors: [
        { message, locations: expect.any(Array), path: ['auditEvents'], extensions: { code, coordinate: 'Query.auditEvents', count: 1 } },
      ],
    }); // prettier-ignore
    expect(text).not.toContain('e11');
  });

  it('are not for somebody who was an auditor until a moment ago', async () => {
    const users = running().application.store.collection<{ _id: string; roles: readonly string[] }>('users');
    await users.updateOne({ _id: 'user-auditor' }, { $set: { roles: [] } });
    const { body } = await running().ask(list, token);
    await users.updateOne({ _id: 'user-auditor' }, { $set: { roles: ['AUDITOR'] } });
    expect([body.data, body.errors?.map(({ extensions }) => extensions)]).toEqual([
      { auditEvents: null },
      [{ code: 'FORBIDDEN', coordinate: 'Query.auditEvents', count: 1 }],
    ]);
    expect(idsOf(await ask({ first: 1 }))).toEqual(['e11']);
  });

  it('AU-06 are changed by nothing that the API offers', () => {
    const { schema } = running().application;
    const mutations = Object.values(schema.getMutationType()!.getFields());
    expect(mutations.map(({ name }) => name).filter((name) => /audit|event|log(?!in|out)/i.test(name))).toEqual([]);
    // No mutation takes or returns anything of the log.
    const named = [
      ...mutations.flatMap(({ type, args }) => [type, ...args.map((arg) => arg.type)]).map(String),
      ...Object.values(schema.getTypeMap()).flatMap((type) =>
        isInputObjectType(type) && type.name !== 'AuditFilter'
          ? Object.values(type.getFields()).map((field) => String(field.type))
          : [],
      ),
    ];
    expect(named.filter((name) => name.includes('Audit'))).toEqual([]);
    const events = schema.getType('AuditEvent');
    expect(isObjectType(events) && Object.values(events.getFields()).filter(({ args }) => args.length > 0)).toEqual([]);
  });

  it.each(['hr', 'admin', 'auditor'])('AU-06 stay as they are, whatever %s sends', async (account) => {
    const attempts = [
      'deleteAuditEvent(id: "e01")',
      'updateAuditEvent(id: "e01", outcome: DENIED)',
      'auditEvents { nodes { id } }',
    ];
    for (const attempt of attempts) {
      const { status, body } = await running().ask(`mutation { ${attempt} }`, await running().tokenOf(account));
      expect([status, body.data]).toEqual([400, undefined]);
    }
    const stored = running().application.store.collection<AuditRecord>(auditCollection);
    expect(await stored.find({ _id: { $in: samples.map(({ _id }) => _id) } }, { sort: { _id: 1 } }).toArray()).toEqual(
      samples,
    );
  });
});

describe('LD-09 a page of the log is read by an index', () => {
  const store = new EmbeddedStore(async () => undefined, async () => undefined); // prettier-ignore
  const count = 5_000;
  const asked: Parameters<EmbeddedStore['explain']>[] = [];
  beforeAll(async () => {
    await store.ensureIndexes(auditCollection, auditEventIndexes);
    await store.collection<AuditRecord>(auditCollection).insertMany(
      Array.from({ length: count }, (_, index): AuditRecord => ({
        ...samples[index % 12]!,
        _id: `e${String(index).padStart(5, '0')}`,
        at: new Date(start + index * 1_000),
        actorId: `u${index % 100}`,
        coordinate: `Employee.f${index % 50}`,
        recordIds: [`p${index % 500}`, `q${index % 500}`],
      })),
    );
  });
  afterAll(() => store.close());

  it.each<[string, AuditEventFilter, most: number]>([
    ['newest', {}, 21],
    ['newest', { from: new Date(start + 4_000_000), to: new Date(start + 4_500_000) }, 21],
    ['actorId', { actorId: 'u7' }, 21],
    ['coordinate', { coordinate: 'Employee.f3' }, 21],
    ['event', { event: 'authz_fail' }, 21],
    ['recordIds', { recordId: 'p7' }, 10],
  ])('%s for %j', async (indexName, filter, most) => {
    const watched = {
      collection: () => ({
        find: (...given: [never, never]) => {
          asked.push([auditCollection, ...given]);
          return { toArray: async () => [] };
        },
      }),
    };
    const events = new AuditEvents(watched as never, () => start);
    const wanted = { keys: new Set(['at']), rows: { allOf: [] } };
    const second = [start + 4_600_000, 'e04600'] as const;
    for (const after of [undefined, second]) {
      await events.list(filter, wanted).read({ after, limit: 21 });
      const plan = store.explain(...asked.at(-1)!);
      expect([plan.indexName, plan.totalDocsExamined <= most + 1]).toEqual([indexName, true]);
    }
  });
});
