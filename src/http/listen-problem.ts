import { StartError } from '../errors.js';

const problems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT is in use by another program on this HOST; choose another',
  EACCES: 'PORT may not be opened by this user; choose one above 1023',
  ENOTFOUND: 'HOST is not known: it must be an address or name of this machine',
  EAI_AGAIN: 'HOST cannot be looked up: it must be an address or name of this machine',
  EADDRNOTAVAIL: 'HOST is not an address of this machine',
};

/** A failed `listen` → one line that names the setting to change; any other failure unchanged. */
export function listenProblem(error: unknown): unknown {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const problem = typeof code === 'string' ? problems[code] : undefined;
  return problem === undefined ? error : new StartError(problem);
}
