// Accounts from the command line: how a deployment gets its first administrator. The rules are those of the API.
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { createApplication } from '../app.js';
import type { Application } from '../app.js';
import { readSettings } from '../config/settings.js';
import type { Context } from '../context.js';
import { everyRow } from '../database/rows.js';
import { ApiError, StartError } from '../errors.js';
import { directory } from '../features/directory.js';
import { isRole, roles as allRoles } from '../identity/role.js';
import type { Role } from '../identity/role.js';
import { canonicalEmail } from '../identity/users/email.js';
import { UserRepository, isEnabled } from '../identity/users/user.repository.js';
import type { UserRecord } from '../identity/users/user.repository.js';

interface Output {
  readonly json?: boolean;
}

/**
 * Makes an account. The password comes from the standard input, else one is made and printed once.
 *
 * @throws {StartError} for an address that is taken; run again, it changes nothing.
 */
export async function usersCreate(
  email: string,
  { roles, passwordStdin, json }: Output & { roles: string; passwordStdin?: boolean },
): Promise<void> {
  const given = passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
  if (given === '') throw new StartError('--password-stdin takes a password from the standard input; nothing came');
  const password = given ?? randomBytes(18).toString('base64url');
  const wanted = rolesIn([roles]);
  await withApplication(async (_application, context) => {
    const user = await context.identity.accounts.create({ email, password, roles: wanted }, context);
    print([user], json, given === undefined ? { password } : {});
  });
}

/** Prints all accounts by their addresses. */
export async function usersList({ json }: Output): Promise<void> {
  await withApplication(async ({ store }) => {
    const { collection } = new UserRepository(store);
    print(await collection.find({}, { sort: { email: 1 } }).toArray(), json);
  });
}

/** Gives an account these roles and no others; its access tokens end. */
export async function usersSetRoles(email: string, roles: readonly string[], { json }: Output): Promise<void> {
  const wanted = rolesIn(roles);
  await withApplication(async ({ store }, context) => {
    const user = await new UserRepository(store).findByEmail(canonicalEmail(email) ?? email);
    const changed = user && (await context.identity.accounts.setRoles(user._id, wanted, everyRow, context));
    if (!changed) throw new StartError(`there is no account ${email}`);
    print([changed], json);
  });
}

async function withApplication(run: (application: Application, context: Context) => Promise<void>): Promise<void> {
  const settings = readSettings({ ...process.env, SEED: 'none' });
  const application = await createApplication({ settings, logger: pino({ level: 'silent' }), features: [directory] });
  try {
    const requestId = `users-${randomBytes(9).toString('base64url')}`;
    await run(application, application.contextFor({ viewer: null, requestId }));
  } catch (error) {
    throw error instanceof ApiError ? new StartError(...problemsOf(error)) : error;
  } finally {
    await application.close();
  }
}

function problemsOf({ message, extensions }: ApiError): string[] {
  const { fields } = extensions as { fields?: readonly { path: string; message: string }[] };
  return fields?.map((field) => `${field.path} ${field.message}`) ?? [message];
}

/** The roles of a list, whose items may be lists themselves: `ADMIN,AUDITOR`. */
function rolesIn(lists: readonly string[]): Role[] {
  const given = lists.flatMap((list) => list.split(',')).filter((role) => role !== '');
  const unknown = given.filter((role) => !isRole(role));
  if (unknown.length > 0)
    throw new StartError(`roles must be some of ${allRoles.join(', ')}; what came is ${unknown.join(', ')}`);
  return given.filter(isRole);
}

function print(
  users: readonly UserRecord[],
  json: boolean | undefined,
  more: { readonly password?: string } = {},
): void {
  const shown = users.map((user) => ({ id: user._id, email: user.email, roles: user.roles, enabled: isEnabled(user) }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ users: shown, ...more }, null, 2)}\n`);
    return;
  }
  for (const { id, email, roles, enabled } of shown)
    console.log([email, id, roles.join(',') || 'no role', ...(enabled ? [] : ['disabled'])].join('  '));
  if (more.password !== undefined) console.log(`password: ${more.password} (it is shown only now)`);
}
