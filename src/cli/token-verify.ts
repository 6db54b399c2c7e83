import { existsSync } from 'node:fs';
import { loadTokenKeys } from '../config/secrets.js';
import { readSettings } from '../config/settings.js';
import { StartError } from '../errors.js';
import { accessTokens } from '../identity/tokens/access-token.js';
import type { CheckResult } from '../identity/tokens/verification.js';
import { givenToken } from './given-token.js';
import { printable } from './token-words.js';

const marks = { passed: 'passed     ', failed: 'FAILED     ', 'not reached': 'not reached' } as const;

/**
 * Prints what becomes of each check of the server's on an access token, in the server's order, with this deployment's
 * settings and keys. Revocation is not among them: no store is asked. Neither the token nor its signature is printed.
 *
 * @throws {StartError} when the server would refuse the token, with the reason that the server logs.
 */
export async function tokenVerify(given: string, { json }: { json?: boolean }): Promise<void> {
  const settings = readSettings(process.env);
  // A server would make new keys; no token was ever made with those.
  if (!settings.JWT_SECRET && !settings.JWT_KEYS_FILE && !existsSync(settings.DATA_DIR))
    throw new StartError('DATA_DIR is not there: run this where the server runs, or set JWT_SECRET or JWT_KEYS_FILE');
  const tokenKeys = await loadTokenKeys(settings);
  const checks = accessTokens(() => tokenKeys.current, settings, Date.now).examine(await givenToken(given));
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  if (json) {
    const verdict = { accepted: !failed, reason: failed?.reason ?? null, revocationChecked: false, checks };
    process.stdout.write(`${printable(verdict, 2)}\n`);
  } else print(checks);
  if (failed) throw new StartError(`The server refuses this token (${failed.reason}): ${failed.rule}`);
  if (!json) console.log('The server accepts this token, unless it was revoked: the store was not asked.');
}

function print(checks: readonly CheckResult[]): void {
  for (const check of checks) {
    const came = 'found' in check ? ` It is ${printable(check.found)}.` : '';
    console.log(`${marks[check.outcome]}  ${check.rule}${came}`);
  }
}
