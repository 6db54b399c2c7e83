import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { post, smallServer } from './small-server.js';
import type { SmallServer } from './small-server.js';

const executablePath = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const demoAccounts = ['manager', 'hr'].map((name) => ({
  email: `${name}@claimcheck.example`,
  password: 'claimcheck-demo-only',
}));

if (!executablePath) console.warn('The explorer was not opened in a browser: no Chromium here (set CHROMIUM).');

let server: SmallServer;
let url: string;
beforeAll(async () => {
  server = await smallServer({}, { demoAccounts, exampleQueries: ['query Mine {\n  viewer\n  secret\n}\n'] });
  ({ url } = await server.listen());
});
afterAll(() => server.close());

it('cannot be left by what it is told: an account cannot end the block of JSON', async () => {
  const odd = await smallServer({}, { demoAccounts: [{ email: '</script><script>alert(1)</script>', password: '"' }] });
  const { body } = await odd.inject({ url: '/graphql', headers: { accept: 'text/html' } });
  await odd.close();
  expect(body).not.toContain('<script>alert');
});

(executablePath ? describe : describe.skip)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: flags });
    page = await browser.newPage();
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${url}/`);
    await page.waitForSelector('.graphiql-execute-button');
  });
  afterAll(() => browser.close());

  const run = (): Promise<void> => page.click('.graphiql-execute-button');
  const result = (text: string): Promise<unknown> =>
    page.waitForFunction(
      `document.querySelector('.result-window')?.textContent.includes(${JSON.stringify(text)})`,
      undefined,
      { timeout: 10_000 },
    );

  it('opens from / with a sign-in in the first tab, and nobody signed in', async () => {
    expect(page.url()).toBe(`${url}/graphql`);
    expect(await page.textContent('.graphiql-query-editor')).toContain('mutation SignIn');
    expect(await page.textContent('#who')).toBe('Not signed in');
    expect(await page.getAttribute('#sandbox', 'href')).toBe(
      `https://studio.apollographql.com/sandbox/explorer?endpoint=${encodeURIComponent(`${url}/graphql`)}`,
    );
  });

  it('signs in by the first tab, and sends the token with the query of the second', async () => {
    await run();
    await page.waitForSelector('#who[data-state="in"]');
    expect(await page.textContent('#who')).toBe('Signed in as manager@claimcheck.example');
    await page.click('.graphiql-tab-button:has-text("Mine")');
    await run();
    await result('the secret of alice');
    expect(server.verified.at(-1)).toBe('good');
  });

  it('signs out, and the same query is anonymous', async () => {
    await page.click('#sign-out');
    expect(await page.textContent('#who')).toBe('Not signed in');
    await run();
    await result('UNAUTHENTICATED');
  });

  it('signs in as another by the list, and keeps it over a reload', async () => {
    await page.selectOption('#accounts', 'hr@claimcheck.example');
    await page.waitForSelector('#who[data-state="in"]');
    await page.reload();
    await page.waitForSelector('.graphiql-execute-button');
    expect(await page.textContent('#who')).toBe('Signed in as hr@claimcheck.example');
  });

  it('asked nobody else for anything, and the browser did not complain', () => {
    expect(requested.length).toBeGreaterThan(8);
    expect(requested.filter((each) => !each.startsWith(`${url}/`) && !each.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('says when a sign-in has ended, and still shows the schema', async () => {
    await page.evaluate(
      `sessionStorage.setItem('claimcheck:sign-in', '{"token":"expired","name":"hr@claimcheck.example"}')`,
    );
    await page.reload();
    await page.waitForSelector('#who[data-state="note"]');
    expect(await page.textContent('#who')).toBe('The sign-in has ended. Sign in again.');
    await page.waitForSelector('.graphiql-execute-button');
    await run();
    await result('anonymous');
  });
});

it('Apollo Sandbox may ask for the schema', async () => {
  const answer = await post(
    server,
    { query: '{ __schema { queryType { name } } }' },
    { origin: 'https://studio.apollographql.com' },
  );
  expect(answer).toMatchObject({ status: 200, text: '{"data":{"__schema":{"queryType":{"name":"Query"}}}}' });
});
