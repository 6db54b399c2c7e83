// Every cell of schema/policy.md, allow and deny, against a running server. A cell that says yes can only be seen by who
// gets at the object; where the field that leads there is denied, that denial is the answer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSchema } from '../../src/app.js';
import { directory } from '../../src/features/directory.js';
import { demoPassword, startApplication } from '../application.js';
import type { Running } from '../application.js';
import { about, askedKinds, cellsOf, recordOf, shownBy } from './cell.js';
import type { AnswerBody } from './cell.js';
import { standingsIn } from './standings.js';
import type { Standing } from './standings.js';

const rows = cellsOf(await createSchema([directory]));

let running: Running;
let standings: { readonly [kind: string]: Standing };
beforeAll(async () => {
  running = await startApplication();
  standings = await standingsIn(running.application.store);
});
afterAll(() => running.stop());

async function ask(kind: string, query: string): Promise<AnswerBody> {
  const standing = standings[kind]!;
  const token = /logout|changePassword/.test(query)
    ? await anotherToken(standing.account)
    : await running.tokenOf(standing.account);
  const { body } = await running.ask(about(standing, query), token);
  if (query.includes('logoutEverywhere')) running.forgetTokens();
  return body;
}

/** A session of its own, for what ends it. */
async function anotherToken(account: string): Promise<string | null> {
  if (account === 'anonymous') return null;
  const { body } = await running.ask(
    `mutation { login(email: "${account}@claimcheck.example", password: "${demoPassword}") { accessToken } }`,
  );
  return (body.data!['login'] as { accessToken: string }).accessToken;
}

describe.each(rows.map(({ row, cells }) => ({ ...row, asked: cells })))('AZ-01 $coordinate', ({ asked }) => {
  it.each(asked.map((cell) => ({ ...cell, name: cell.kind.name })))('× $name', async (cell) => {
    expect(shownBy(cell, await ask(cell.name, cell.query))).toEqual(cell.expected);
  });
});

describe('viewerCan says of every cell what the page says', () => {
  const most = 50;
  it.each(askedKinds.filter(({ holds }) => holds !== null))('to $name', async ({ name }) => {
    const all = rows.flatMap(({ cells }) => cells.filter(({ kind }) => kind.name === name));
    const said: { coordinate: string; allowed: boolean }[] = [];
    for (let at = 0; at < all.length; at += most) {
      const checks = all
        .slice(at, at + most)
        .map(({ coordinate }) => ({ coordinate, id: recordOf(standings[name]!, coordinate) }));
      const { body } = await running.ask(
        'query ($checks: [AccessCheck!]!) { viewerCan(checks: $checks) { coordinate allowed } }',
        await running.tokenOf(standings[name]!.account),
        { checks },
      );
      said.push(...(body.data!['viewerCan'] as typeof said));
    }
    expect(said).toEqual(all.map(({ coordinate, may }) => ({ coordinate, allowed: may })));
  });
});
