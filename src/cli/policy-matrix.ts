import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSchema } from '../app.js';
import { policyOf } from '../authorization/authorization.js';
import { matrixOf } from '../authorization/matrix.js';
import { directory } from '../features/directory.js';
import { emitMatrix } from '../graphql/emit-matrix.js';
import { viewerKinds } from '../policy.js';

/** Prints who may see what, each coordinate against each kind of viewer, or writes it. Needs neither store nor server. */
export async function policyMatrix({ out, json }: { out?: string; json?: boolean }): Promise<void> {
  const schema = await createSchema([directory]);
  const rows = matrixOf(schema, policyOf(schema), viewerKinds);
  const kinds = viewerKinds.map(({ name }) => name);
  const text = json ? `${JSON.stringify({ kinds, rows }, null, 2)}\n` : emitMatrix(rows, viewerKinds);
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, text);
}
