// Who a viewer is among the people. An account without a person is nobody's manager and no person's self; nor is that of a
// person whose employment is over, nor is anybody to them.
import { fact, manager, other, self } from '../../policy.js';
import type { PersonRecord } from './person.document.js';

/** The id of the viewer's own person; `null` without one. */
export const ownPerson = fact('ownPerson', ({ viewer, context }) => context.people.idOfUser(viewer.id));

/** The ids of all employees below the viewer; `null` when the viewer is no person. */
export const peopleBelow = fact('peopleBelow', async ({ viewer, context }) => {
  const own = await context.people.idOfUser(viewer.id);
  return own === null ? null : [...(await context.people.below(own)).employees];
});

/** The ids that persons below the viewer have as their manager; `null` when the viewer is no person. */
const managersBelow = fact('managersBelow', async ({ viewer, context }) => {
  const own = await context.people.idOfUser(viewer.id);
  return own === null ? null : [...(await context.people.below(own)).leading];
});

for (const type of ['Person', 'Employee', 'Contractor']) {
  self.on<PersonRecord>(type, ({ viewer }) => ({ userId: viewer.id, ended: { ne: true } }));
  other.on<PersonRecord>(type, ({ viewer }) => ({ userId: { ne: viewer.id } }));
  manager.on<PersonRecord>(type, ({ viewer, facts }) => ({
    managerId: { in: facts(managersBelow) },
    userId: { ne: viewer.id },
    ended: { ne: true },
  }));
}
