import mercuriusAuth from 'mercurius-auth';
import { mercuriusApp, onMercurius } from './mercurius.js';
import { guardedFields, owns } from './rows.js';
import type { Context, Row } from './rows.js';
import type { Subject } from './subject.js';

interface Policy {
  readonly requires: readonly string[];
}

/** mercurius-auth in its mode for schemas made elsewhere: a policy beside the schema, and a function to apply it. */
export async function asMercuriusAuth(): Promise<Subject> {
  const employee: Policy = { requires: ['EMPLOYEE'] };
  const guarding = (...requires: string[]) => Object.fromEntries(guardedFields.map((field) => [field, { requires }]));
  const app = await mercuriusApp();
  // .default: the plugin is a CommonJS module, and names itself so for importers whose types say so.
  await app.register(mercuriusAuth.default, {
    mode: 'external',
    policy: {
      Query: { rows: employee, owned: employee },
      Row: guarding('HR'),
      OwnedRow: guarding('HR', 'owner'),
    },
    authContext: (context) => ({ viewer: (context as unknown as Context).viewer }),
    applyPolicy: async ({ requires }: Policy, row: Row, _, { auth }) =>
      requires.some((word) =>
        word === 'owner' ? owns(auth as Context, row) : (auth as Context).viewer.roles.includes(word),
      ),
  });
  return onMercurius('mercurius-auth', app);
}
