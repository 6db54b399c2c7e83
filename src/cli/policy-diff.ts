import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse } from 'graphql';
import { createSchema } from '../app.js';
import { StartError } from '../errors.js';
import { directory } from '../features/directory.js';
import { emitSchema } from '../graphql/emit.js';
import { diffPolicies } from '../graphql/policy-diff.js';

const file = 'schema/schema.graphql';

/**
 * Prints in words what today's rules let whom see that those of a revision did not, and the other way round. Throws where
 * somebody gains anything that `--accept` does not name word for word.
 */
export async function policyDiff(
  revision: string,
  { accept = [], json }: { accept?: readonly string[]; json?: boolean },
): Promise<void> {
  const changes = diffPolicies(await sdlAt(revision), emitSchema(await createSchema([directory])));
  if (json) process.stdout.write(`${JSON.stringify({ changes }, null, 2)}\n`);
  else for (const { text, widening } of changes) console.log(`${widening ? '+' : '-'} ${text}`);
  if (!json && changes.length === 0) console.log(`The policy is that of ${revision}.`);
  const refused = changes.filter(({ text, widening }) => widening && !accept.includes(text));
  if (refused.length > 0)
    throw new StartError(
      `${refused.length === 1 ? 'One widening is' : `${refused.length} widenings are`} not declared; if meant, add`,
      ...refused.map(({ text }) => `  --accept ${JSON.stringify(text)}`),
    );
}

/** The SDL as it was committed then. */
async function sdlAt(revision: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['show', '--end-of-options', `${revision}:${file}`], {
      maxBuffer: 64 * 1024 * 1024,
    });
    parse(stdout); // a range of revisions answers nothing, and what was committed then may be no SDL
    return stdout;
  } catch {
    throw new StartError(`${file} cannot be read at ${revision}; name a commit, branch or tag of this repository`);
  }
}
