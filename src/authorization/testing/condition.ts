import { GraphQLBoolean, GraphQLNonNull } from 'graphql';
import type { Arguments, Written } from './arguments.js';
import type { DrawnValue } from './drawn.js';

type Condition = readonly [directive: 'include' | 'skip', value: boolean, as: DrawnValue['as']];

const keeping: readonly Condition[] = [
  ['include', true, 'literal'],
  ['include', true, 'variable'],
  ['include', true, 'default'],
  ['skip', false, 'literal'],
  ['skip', false, 'variable'],
  ['skip', false, 'default'],
];
const leavingOut = keeping.map(([directive, value, as]): Condition => [directive, !value, as]);
/** Most keep their part: what is left out asks nothing. */
const conditions = [...keeping, ...keeping, ...keeping, ...leavingOut];

/** Choices of conditions beside none. */
export const conditionChoices = conditions.length;

/** ` @include(if: $v1)` and the like for a choice; 0 is none. */
export function conditionOf(choice: number, values: Arguments): Written {
  const [directive, value, as] = conditions[choice - 1] ?? [];
  if (directive === undefined || as === undefined) return { text: '', variables: [] };
  if (as === 'literal') return { text: ` @${directive}(if: ${value})`, variables: [] };
  const variable = values.variable(as, new GraphQLNonNull(GraphQLBoolean), value);
  return { text: ` @${directive}(if: $${variable.name})`, variables: [variable] };
}
