import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from '../logger.js';
import { assetNames, assetsFolder } from './assets.js';
import { explorerPage } from './page.js';
import type { DemoAccount } from './page.js';

/** Scripts from here and nowhere else. Styles are also inline: CodeMirror and Radix set them on elements. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const mediaTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What the explorer starts with. */
export interface ExplorerContent {
  /** The first is the one that the first tab signs in. */
  readonly demoAccounts: readonly DemoAccount[];
  /** One tab each, after the one that signs in. */
  readonly queries: readonly string[];
}

/**
 * Serves an offline GraphiQL under `/explorer/` and sends `/` to it. Returns what answers a browser at `/graphql`, or
 * `undefined` when the assets were not built. Never call it in production.
 */
export async function addExplorer(
  server: FastifyInstance,
  { demoAccounts, queries }: ExplorerContent,
  logger: Pick<Logger, 'warn'>,
): Promise<((reply: FastifyReply) => FastifyReply) | undefined> {
  const assets = await readAssets();
  if (!assets) {
    logger.warn('the explorer is off: its assets are not built; run npm run build');
    return undefined;
  }
  for (const [name, content] of assets) {
    const mediaType = mediaTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    server.get(`/explorer/${name}`, { exposeHeadRoute: true }, (_request, reply) =>
      reply.type(mediaType).send(content),
    );
  }
  server.get('/', { exposeHeadRoute: true }, (_request, reply) => reply.redirect('/graphql', 302));
  const page = explorerPage(demoAccounts, queries);
  return (reply) =>
    reply.header('content-security-policy', contentSecurityPolicy).type('text/html; charset=utf-8').send(page);
}

async function readAssets(): Promise<[string, Buffer][] | undefined> {
  try {
    return await Promise.all(
      assetNames.map(async (name): Promise<[string, Buffer]> => [name, await readFile(new URL(name, assetsFolder))]),
    );
  } catch {
    return undefined;
  }
}
