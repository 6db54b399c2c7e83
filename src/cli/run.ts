import { Command, CommanderError } from 'commander';
import { PolicyError } from '../authorization/gap.js';
import { StartError } from '../errors.js';
import { addKeys } from './keys-command.js';
import type { policyDiff } from './policy-diff.js';
import type { policyExplain } from './policy-explain.js';
import type { policyMatrix } from './policy-matrix.js';
import type { schemaPrint } from './schema.js';
import { addToken } from './token-command.js';
import { addUsers } from './users-command.js';

type SchemaOptions = Parameters<typeof schemaPrint>[0];
type MatrixOptions = Parameters<typeof policyMatrix>[0];
type DiffOptions = Parameters<typeof policyDiff>[1];
type ExplainOptions = Parameters<typeof policyExplain>[0];

/** Runs one command and sets the exit code. What the operator can mend is one line a problem, without a stack. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else {
      process.exitCode = 1;
      report(error);
    }
  }
}

// Each command loads what it needs when it runs: wrong usage and help answer at once.
function program(): Command {
  const root = new Command('claimcheck')
    .description('A GraphQL API in which every field states who may read it.')
    .exitOverride();
  root
    .command('serve')
    .description('start the server')
    .action(async () => (await import('./serve.js')).serve());
  const schema = root.command('schema').description('the schema with every rule');
  schema
    .command('print')
    .description('print the SDL')
    .option('--out <file>', 'write it to a file instead')
    .action(async (options: SchemaOptions) => (await import('./schema.js')).schemaPrint(options));
  schema
    .command('check')
    .description('fail when a file differs from the SDL')
    .argument('[file]', 'the file', 'schema/schema.graphql')
    .action(async (file: string) => (await import('./schema.js')).schemaCheck(file));
  const policy = root.command('policy').description('who may see what');
  policy
    .command('matrix')
    .description('print each coordinate against each kind of viewer')
    .option('--out <file>', 'write it to a file instead')
    .option('--json', 'as JSON')
    .action(async (options: MatrixOptions) => (await import('./policy-matrix.js')).policyMatrix(options));
  policy
    .command('diff')
    .description('say what the rules of today let whom see that those of a revision did not; fail on a widening')
    .argument('<revision>', 'a commit, branch or tag')
    .option('--accept <sentence>', 'a widening that is meant, as it is printed; may be repeated', collect, [])
    .option('--json', 'as JSON')
    .action(async (revision: string, options: DiffOptions) =>
      (await import('./policy-diff.js')).policyDiff(revision, options),
    );
  policy
    .command('explain')
    .description('say why an account may or may not use a coordinate, word for word')
    .requiredOption('--as <user>', 'the e-mail address of an account, or anonymous')
    .requiredOption('--coordinate <coordinate>', 'Employee.salary, Query.employees(first:)')
    .option('--id <id>', 'the record, where a relation decides')
    .option('--json', 'as JSON')
    .action(async (options: ExplainOptions) => (await import('./policy-explain.js')).policyExplain(options));
  addUsers(root);
  addKeys(root);
  addToken(root);
  return root;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function report(error: unknown): void {
  if (error instanceof StartError) for (const problem of error.problems) console.error(problem);
  else if (error instanceof PolicyError) console.error(error.message);
  else console.error(error);
}
