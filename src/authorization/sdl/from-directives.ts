// From the SDL to the schema: the directives beside its members become what these members state. Whatever is not
// understood is a gap, as is every way by which a rule that somebody wrote could be read as another, or not at all.
import { GraphQLError, getArgumentValues } from 'graphql';
import type { ConstDirectiveNode, GraphQLSchema } from 'graphql';
import { policyDirectives } from './directives.js';
import { state, statedIn } from '../extension.js';
import type { Element, Stated } from '../extension.js';
import { Gaps } from '../gap.js';
import type { Gap } from '../gap.js';
import { isMerged } from './merged-directive.js';
import { misleadingDirectives } from './misleading-directives.js';
import type { AnyOf, Rule, Word } from '../rule.js';
import { sitesOf } from './sites.js';
import type { Site } from './sites.js';

type Words = ReadonlyMap<string, Word>;
type Arguments = { readonly [name: string]: unknown };

const ours = new Map(policyDirectives.map((directive) => [directive.name, directive]));

/** What one directive states; a word that nobody named stays its name, for the policy to report. */
const readers: { readonly [directive: string]: (args: Arguments, words: Words) => Partial<Stated> } = {
  authorized: ({ anyOf }, words) => ({ rule: ruleOf(anyOf, words) }),
  inherited: () => ({ rule: { kind: 'inherited' } }),
  public: () => ({ rule: { kind: 'public' } }),
  visible: ({ anyOf }, words) => ({ visible: ruleOf(anyOf, words) }),
  subject: (args) => ({ subject: args as unknown as NonNullable<Stated['subject']> }),
  reads: ({ names, ...reason }) => ({ reads: names as readonly string[], ...reason }),
  audited: () => ({ audited: true }),
};

/** Places what directives state on the schema; returns what could not be read, or would not be enforced. */
export function placeDirectives(schema: GraphQLSchema, words: Words): readonly Gap[] {
  const gaps = new Gaps();
  for (const { where, what } of misleadingDirectives(schema)) gaps.add(where, what);
  for (const site of sitesOf(schema)) {
    const nodes = site.directives.filter((node) => {
      if (!schema.getDirective(node.name.value))
        gaps.add(site.coordinate, `carries @${node.name.value}, which nobody defined; correct its name, or define it`);
      return ours.has(node.name.value);
    });
    if (nodes.length > 0) place(site, nodes, words, gaps);
  }
  return gaps.all;
}

/** The gaps of a schema whose rules stand elsewhere than in its SDL: a directive there would mislead its readers. */
export function refuseDirectives(schema: GraphQLSchema): Gap[] {
  return sitesOf(schema).flatMap(({ coordinate, directives }) =>
    directives
      .filter(({ name }) => ours.has(name.value))
      .map(({ name }) => ({
        where: coordinate,
        what: `carries the directive @${name.value}, which is not enforced beside decorators; use those`,
      })),
  );
}

/** Elements that have their extensions from here: a schema that was refused may be given again. */
const placed = new WeakSet<Element>();

function place(site: Site, nodes: readonly ConstDirectiveNode[], words: Words, gaps: Gaps): void {
  const { element, coordinate } = site;
  if (statedIn(element.extensions) !== undefined && !placed.has(element)) {
    gaps.add(coordinate, 'states rules by a directive and in its extensions; keep one of them');
    return;
  }
  const stated = nodes.map((node) => read(site, node, words, gaps));
  if (nodes.some(({ name }, index) => nodes.findIndex((other) => other.name.value === name.value) !== index))
    gaps.add(coordinate, 'carries a directive twice; keep one');
  else if (stated.filter(({ rule }) => rule).length > 1)
    gaps.add(coordinate, 'states two rules; keep one, an inner list joins words of which all must hold');
  state(element, Object.assign({}, ...stated) as Stated);
  placed.add(element);
}

function read({ coordinate, location }: Site, node: ConstDirectiveNode, words: Words, gaps: Gaps): Partial<Stated> {
  const directive = ours.get(node.name.value)!;
  const at = `@${directive.name}`;
  if (!directive.locations.includes(location)) {
    gaps.add(coordinate, `carries ${at}, which means nothing there`);
    return {};
  }
  if (!node.loc && node.arguments?.length)
    gaps.add(
      coordinate,
      `carries ${at} without its place in the SDL, so that it could be merged of two; parse with locations`,
    );
  if (isMerged(node))
    gaps.add(coordinate, `carries ${at} merged of two that stand apart, which is neither of them; keep one`);
  for (const { name } of node.arguments ?? []) {
    if (directive.args.some((arg) => arg.name === name.value)) continue;
    gaps.add(coordinate, `carries ${at} with an argument ${name.value}, which it does not have`);
  }
  try {
    return readers[directive.name]!(getArgumentValues(directive, node), words);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    gaps.add(coordinate, `carries ${at} with unusable arguments: ${error.message}`);
    return {};
  }
}

function ruleOf(anyOf: unknown, words: Words): Rule {
  const names = anyOf as readonly (readonly string[])[];
  return { kind: 'authorized', anyOf: names.map((clause) => clause.map((name) => words.get(name) ?? name)) as AnyOf };
}
