import { Option } from 'commander';
import type { Command } from 'commander';
import type { usersCreate, usersList, usersSetRoles } from './users.js';

type CreateOptions = Parameters<typeof usersCreate>[1];
type ListOptions = Parameters<typeof usersList>[0];
type SetRolesOptions = Parameters<typeof usersSetRoles>[2];

/** `users create|list|set-roles`. */
export function addUsers(root: Command): void {
  const users = root.command('users').description('accounts, in the store that the settings name');
  users
    .command('create')
    .description('make an account, such as the first administrator: users create ada@example.com --roles ADMIN')
    .argument('<email>', 'its address')
    .addOption(
      new Option('--roles <list>', 'separated by commas; EMPLOYEE and HR are for people of the directory').default(
        '',
        'none',
      ),
    )
    .option('--password-stdin', 'read the password from the standard input; without it, one is made and shown once')
    .option('--json', 'as JSON')
    .action(async (email: string, options: CreateOptions) => (await import('./users.js')).usersCreate(email, options));
  users
    .command('list')
    .description('print all accounts')
    .option('--json', 'as JSON')
    .action(async (options: ListOptions) => (await import('./users.js')).usersList(options));
  users
    .command('set-roles')
    .description('give an account these roles and no others; its tokens end')
    .argument('<email>', 'its address')
    .argument('[roles...]', 'none of them takes all roles away')
    .option('--json', 'as JSON')
    .action(async (email: string, roles: readonly string[], options: SetRolesOptions) =>
      (await import('./users.js')).usersSetRoles(email, roles, options),
    );
}
