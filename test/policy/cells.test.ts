// Every cell of schema/policy.md, allow and deny, against a running server. A cell that says yes can only be seen by who
// gets at the object; where the field that leads there is denied, that denial is the answer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSchema } from '../../src/app.js';
import { directory } from '../../src/features/directory.js';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';
import { about, askedKinds, cellsOf, recordOf, shownBy } from './cell.js';
import type { AnswerBody, AskedKind, Cell } from './cell.js';
import { standingOf, standingsIn } from './standings.js';
import type { Standing, Standings } from './standings.js';

const rows = cellsOf(await createSchema([directory]));

let running: Running;
let standings: Standings;
let ago = 0;
beforeAll(async () => {
  running = await startApplication({ ACCESS_TOKEN_TTL: '1h' }, () => Date.now() - ago);
  standings = await standingsIn(running.application.store);
});
afterAll(() => running.stop());

const oldTokens = new Map<string, Promise<string | null>>();

async function ask({ kind, coordinate, query }: Cell): Promise<AnswerBody> {
  const standing = standingOf(standings, kind.name, coordinate);
  const token = await (/logout|changePassword/.test(query) ? signIn(kind, standing) : tokenFor(kind, standing));
  const { body } = await running.ask(about(standing, query), token);
  if (query.includes('logoutEverywhere')) {
    running.forgetTokens();
    oldTokens.clear();
  }
  return body;
}

function tokenFor(kind: AskedKind, { account }: Pick<Standing, 'account'>): Promise<string | null> {
  if (!kind.longAgo) return running.tokenOf(account);
  const known = oldTokens.get(account) ?? signIn(kind, { account });
  oldTokens.set(account, known);
  return known;
}

/** A session of its own, for what ends it. */
async function signIn({ longAgo }: AskedKind, { account }: Pick<Standing, 'account'>): Promise<string | null> {
  if (account === 'anonymous') return null;
  ago = longAgo ? 20 * 60_000 : 0;
  const { body } = await running.ask(
    `mutation { login(email: "${account}@claimcheck.example", password: "${demoPassword}") { accessToken } }`,
  );
  ago = 0;
  return (body.data!['login'] as { accessToken: string }).accessToken;
}

describe.each(rows.map(({ row, cells }) => ({ ...row, asked: cells })))('AZ-01 $coordinate', ({ asked }) => {
  it.each(asked.map((cell) => ({ ...cell, name: cell.kind.name })))('× $name', async (cell) => {
    expect(shownBy(cell, await ask(cell))).toEqual(cell.expected);
  });
});

describe('viewerCan says of every cell what the page says', () => {
  const most = 50;
  it.each(askedKinds.filter(({ holds }) => holds !== null))('to $name', async (asking) => {
    const { name } = asking;
    const all = rows.flatMap(({ cells }) => cells.filter(({ kind }) => kind.name === name));
    const standingFor = ({ coordinate }: (typeof all)[number]) => standingOf(standings, name, coordinate);
    for (const account of new Set(all.map((cell) => standingFor(cell).account))) {
      const token = await tokenFor(asking, { account });
      const asked = all.filter((cell) => standingFor(cell).account === account);
      const said: { coordinate: string; allowed: boolean }[] = [];
      for (let at = 0; at < asked.length; at += most) {
        const checks = asked
          .slice(at, at + most)
          .map((cell) => ({ coordinate: cell.coordinate, id: recordOf(standingFor(cell), cell.coordinate) }));
        const { body } = await running.ask(
          'query ($checks: [AccessCheck!]!) { viewerCan(checks: $checks) { coordinate allowed } }',
          token,
          { checks },
        );
        said.push(...(body.data!['viewerCan'] as typeof said));
      }
      expect(said).toEqual(asked.map(({ coordinate, may }) => ({ coordinate, allowed: may })));
    }
  });
});
