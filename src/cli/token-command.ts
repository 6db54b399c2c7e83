import type { Command } from 'commander';
import type { tokenInspect } from './token-inspect.js';
import type { tokenVerify } from './token-verify.js';

type InspectOptions = Parameters<typeof tokenInspect>[1];
type VerifyOptions = Parameters<typeof tokenVerify>[1];

const argument = [
  '<token>',
  'a token, or - to read it from the standard input, where no list of processes shows it',
] as const;

/** Adds `token inspect` and `verify`. */
export function addToken(root: Command): void {
  const token = root.command('token').description('what a token says, and whether this deployment accepts it');
  token
    .command('inspect')
    .description('explain each member of the header and each claim; verifies nothing')
    .argument(...argument)
    .option('--json', 'as JSON')
    .action(async (given: string, options: InspectOptions) =>
      (await import('./token-inspect.js')).tokenInspect(given, options),
    );
  token
    .command('verify')
    .description('run the checks of the server on an access token, in its order, with its settings and keys')
    .argument(...argument)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nThe store is not asked: a token of an ended session or a disabled account passes here.')
    .action(async (given: string, options: VerifyOptions) =>
      (await import('./token-verify.js')).tokenVerify(given, options),
    );
}
