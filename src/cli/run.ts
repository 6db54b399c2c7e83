import { Command, CommanderError } from 'commander';
import { PolicyError } from '../authorization/gap.js';
import { StartError } from '../errors.js';
import { schemaCheck, schemaPrint } from './schema.js';
import { serve } from './serve.js';

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

function program(): Command {
  const root = new Command('claimcheck')
    .description('A GraphQL API in which every field states who may read it.')
    .exitOverride();
  root.command('serve').description('start the server').action(serve);
  const schema = root.command('schema').description('the schema with every rule');
  schema
    .command('print')
    .description('print the SDL')
    .option('--out <file>', 'write it to a file instead')
    .action(schemaPrint);
  schema
    .command('check')
    .description('fail when a file differs from the SDL')
    .argument('[file]', 'the file', 'schema/schema.graphql')
    .action(schemaCheck);
  return root;
}

function report(error: unknown): void {
  if (error instanceof StartError) for (const problem of error.problems) console.error(problem);
  else if (error instanceof PolicyError) console.error(error.message);
  else console.error(error);
}
