import { text } from 'node:stream/consumers';

/** The token itself, or what the standard input holds where `-` was given. White space around it is left out. */
export async function givenToken(given: string): Promise<string> {
  return (given === '-' ? await text(process.stdin) : given).trim();
}
