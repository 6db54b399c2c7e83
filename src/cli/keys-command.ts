import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { algorithms } from '../config/algorithms.js';
import type { keysGenerate, keysList, keysRotate } from './keys.js';

type GenerateOptions = Parameters<typeof keysGenerate>[0];
type RotateOptions = Parameters<typeof keysRotate>[1];
type ListOptions = Parameters<typeof keysList>[1];

const overlap = `
The new key signs at once; every running server reads the file again within a second, or on SIGHUP.
An old key has to stay until the last token that it signed has expired: ACCESS_TOKEN_TTL after the
rotation. Then rotate again with --keep 1, or take it out of the file by hand: its tokens are refused
from then on. So a rotation each week with --keep 1 always leaves one week of overlap.
Several servers read it up to a second apart. To lose no token in that second, first add the new key
behind the old one by hand, and move it to the front when all have read it.`;

/** Adds `keys generate`, `rotate` and `list`. */
export function addKeys(root: Command): void {
  const keys = root.command('keys').description('the private keys of JWT_KEYS_FILE');
  keys
    .command('generate')
    .description('write a new private JSON Web Key Set with one key')
    .addOption(new Option('--algorithm <name>', 'what the key is for').choices(algorithms).default('ES256'))
    .option('--out <file>', 'write it to a new file (mode 0600) instead of printing it')
    .action(async (options: GenerateOptions) => (await import('./keys.js')).keysGenerate(options));
  keys
    .command('rotate')
    .description('put a new key first, and keep the old ones to verify')
    .argument('<file>', 'a private JSON Web Key Set; it is replaced in one step')
    .option('--keep <n>', 'how many of the old keys stay; all, if not given', wholeNumber)
    .option('--json', 'as JSON')
    .addHelpText('after', overlap)
    .action(async (file: string, options: RotateOptions) => (await import('./keys.js')).keysRotate(file, options));
  keys
    .command('list')
    .description('print the name, algorithm, length and use of each key; never a private part')
    .argument('<file>', 'a private JSON Web Key Set')
    .option('--json', 'as JSON')
    .action(async (file: string, options: ListOptions) => (await import('./keys.js')).keysList(file, options));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 0 to 99.');
  return Number(text);
}
