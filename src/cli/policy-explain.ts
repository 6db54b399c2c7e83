import { pino } from 'pino';
import { createApplication } from '../app.js';
import type { Application } from '../app.js';
import { engineOf } from '../authorization/authorization.js';
import { explainAccess } from '../authorization/explanation.js';
import type { Explanation } from '../authorization/explanation.js';
import { readSettings } from '../config/settings.js';
import { StartError } from '../errors.js';
import { directory } from '../features/directory.js';
import { canonicalEmail } from '../identity/users/email.js';
import { UserRepository, isEnabled } from '../identity/users/user.repository.js';
import type { Viewer } from '../identity/viewer.js';

interface Options {
  readonly as: string;
  readonly coordinate: string;
  readonly id?: string;
  readonly json?: boolean;
}

/** Prints whether an account may use a coordinate, and what became of each word of each rule. Reads the store. */
export async function policyExplain({ as, coordinate, id, json }: Options): Promise<void> {
  const settings = readSettings({ ...process.env, SEED: 'none' });
  const logger = pino({ level: 'silent' });
  const application = await createApplication({ settings, logger, features: [directory] });
  try {
    const { schema } = application;
    const context = application.contextFor({ viewer: await viewerOf(application, as), requestId: 'policy explain' });
    const explanation = await explainAccess(engineOf(schema), schema, context, {
      coordinate,
      ...(id !== undefined && { id }),
    });
    if (!explanation)
      throw new StartError(
        `${coordinate} is no coordinate of the schema; write Type.field, Query.field(argument:) or Enum.VALUE`,
      );
    if (json) process.stdout.write(`${JSON.stringify({ as, ...explanation }, null, 2)}\n`);
    else for (const line of linesOf(explanation, as)) console.log(line);
  } finally {
    await application.close();
  }
}

/** The account as if it had just signed in: with the roles that the store gives it. */
async function viewerOf({ store }: Application, email: string): Promise<Viewer | null> {
  if (email === 'anonymous') return null;
  const user = await new UserRepository(store).findByEmail(canonicalEmail(email) ?? email);
  if (!user) throw new StartError(`there is no account ${email}; name the address of one, or anonymous`);
  if (!isEnabled(user)) throw new StartError(`the account ${email} is disabled: nobody can sign in with it`);
  const authTime = Math.floor(Date.now() / 1_000);
  return { id: user._id, roles: user.roles, sessionId: '', authTime, generation: user.generation };
}

function linesOf({ coordinate, id, allowed, ways }: Explanation, as: string): string[] {
  const record = id === null ? '' : ` of ${id}`;
  return [
    `${as} ${allowed ? 'may' : 'may not'} use ${coordinate}${record}`,
    ...ways.flatMap((way) => [
      ...(ways.length > 1 ? [`as ${way.recordType}: ${way.allowed ? 'yes' : 'no'}`] : []),
      ...way.rules.flatMap((rule) => [
        `  the rule of ${rule.coordinate}: ${rule.allowed ? 'allows' : 'refuses'}`,
        ...rule.clauses.map((clause) =>
          clause.length === 0
            ? '    whoever gets here'
            : `    ${clause.map(({ word, verdict }) => `${word}: ${verdict}`).join('; and ')}`,
        ),
      ]),
    ]),
  ];
}
