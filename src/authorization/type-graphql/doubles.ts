import type { Gaps } from '../gap.js';
import { placeOf } from './declaration.js';
import type { Declaration } from './declaration.js';

/** Reports what is stated twice at one place: which of the two was meant, nobody can tell. */
export function refuseDoubles(all: readonly Declaration[], gaps: Gaps): void {
  for (const declaration of all) {
    const others = all.filter((other) => other !== declaration && isAtOnePlace(declaration, other));
    for (const [what, states] of Object.entries(kinds)) {
      if (!states(declaration) || !others.some(states)) continue;
      gaps.add(
        placeOf(declaration),
        what === 'two rules'
          ? 'states two rules; keep one, allOf(…) joins words of which all must hold'
          : `states ${what} twice; keep one`,
      );
    }
  }
}

const kinds: Readonly<Record<string, (declaration: Declaration) => boolean>> = {
  'two rules': ({ stated }) => stated.rule !== undefined,
  '@SignsIn(…)': ({ stated }) => stated.signsIn !== undefined,
  '@Visible(…)': ({ stated }) => stated.visible !== undefined,
  '@Reads(…)': ({ stated }) => stated.reads !== undefined,
  '@Subject(…)': ({ subject }) => subject !== undefined,
};

function isAtOnePlace(left: Declaration, right: Declaration): boolean {
  return left.target === right.target && left.member === right.member && left.parameter === right.parameter;
}
