import { visit } from 'graphql';
import type { ConstDirectiveNode } from 'graphql';

/**
 * Whether the directive was put together of several: a part of it was parsed elsewhere than where it stands. Tools that
 * join SDL files add the arguments of repeated directives to each other, and any of more words is a laxer rule. Only a
 * directive with its place in the source can be told.
 */
export function isMerged(directive: ConstDirectiveNode): boolean {
  const { loc } = directive;
  let merged = false;
  visit(directive, {
    enter({ loc: part }) {
      if (loc && part) merged ||= part.source !== loc.source || part.start < loc.start || part.end > loc.end;
    },
  });
  return merged;
}
