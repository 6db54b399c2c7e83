import { objectIn, splitCompact } from '../identity/tokens/compact-serialization.js';
import { StartError } from '../errors.js';
import { givenToken } from './given-token.js';
import { aboutTime, claimMeanings, headerMeanings, printable, timeClaims } from './token-words.js';

/** A member of the header, or a claim. */
interface Explained {
  readonly name: string;
  readonly value: unknown;
  readonly meaning: string;
  /** Of a time: `2026-11-23T12:00:00.000Z (in 15 minutes)`. */
  readonly time?: string;
}

/**
 * Prints what a token says, each member and claim explained; nothing of it is verified. Neither the token nor its
 * signature is printed.
 *
 * @throws {StartError} when it cannot be decoded.
 */
export async function tokenInspect(given: string, { json }: { json?: boolean }): Promise<void> {
  const parts = splitCompact(await givenToken(given));
  if (!parts) throw new StartError('the token is not three parts of base64url, separated by dots');
  const [header, payload] = [objectIn(parts.header), objectIn(parts.payload)];
  if (!header) throw new StartError('the header of the token is not a JSON object in UTF-8');
  if (!payload) throw new StartError('the payload of the token is not a JSON object in UTF-8');
  const explained = {
    verified: false,
    header: explain(header, headerMeanings),
    claims: explain(payload, claimMeanings),
  };
  if (json) {
    process.stdout.write(`${printable(explained, 2)}\n`);
    return;
  }
  console.log('Nothing of this is verified: anybody can write such a token. See claimcheck token verify.');
  for (const part of ['header', 'claims'] as const) {
    console.log(part);
    for (const line of explained[part]) console.log(`  ${lineOf(line)}`);
  }
}

function explain(members: Readonly<Record<string, unknown>>, meanings: ReadonlyMap<string, string>): Explained[] {
  return Object.entries(members).map(([name, value]) => {
    const meaning = meanings.get(name) ?? 'not known to this server';
    const time = timeClaims.has(name) ? aboutTime(value, Date.now()) : undefined;
    return { name, value, meaning, ...(time !== undefined && { time }) };
  });
}

function lineOf({ name, value, meaning, time }: Explained): string {
  const said = time === undefined ? '' : ` = ${time}`;
  return `${/^\w+$/.test(name) ? name : printable(name)}: ${printable(value)}${said} – ${meaning}`;
}
