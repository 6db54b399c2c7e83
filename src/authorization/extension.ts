// How rules travel: in the `extensions` of any element of any GraphQLSchema, whatever library built it.
import { flawsIn } from './flaws.js';
import { demands, everyone } from './rule.js';
import type { AnyOf, Rule } from './rule.js';
import type { AnyViewer } from './viewer.js';

/** The record that a mutation is about: its type, and the argument that holds its id (`id`, `input.employeeId`). */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

/** What `extensions.authorization` of an element may hold. */
export interface Stated {
  /** On a type: its entry rule. On a field, argument, input field or enum value: who may read or send it. */
  readonly rule?: Rule;
  /** On an object type: which of its records a viewer may meet. */
  readonly visible?: Rule;
  /** On a field: each allowed read is reported to `onDecision`, of an object's field with the object. */
  readonly audited?: boolean;
  /** On a field of a payload: whoever the payload signs in. The field and all below are decided for that viewer. */
  readonly signsIn?: (payload: never) => AnyViewer;
  /** On a mutation: the record on which its relations are decided. */
  readonly subject?: Subject;
  /**
   * On a field: the fields of its type or keys of its record that it is computed from; its resolver receives only these.
   * On a field, input field, argument or enum value also coordinates (`Employee.salary`) that its answers tell of.
   */
  readonly reads?: readonly string[];
  /** Why the rule may be laxer than that of what is read: the written exemption. */
  readonly laxer?: string;
  /** Class and member, for the messages of gaps. */
  readonly where?: string;
}

/** Whatever of a schema can carry extensions. */
export interface Element {
  extensions: Readonly<{ [name: string]: unknown }>;
}

const key = 'authorization';

/** A statement as `extensions` of an element, for libraries that take them there. */
export function stating(stated: Stated): { readonly [key]: Stated } {
  return { [key]: stated };
}

/** What an element states; nothing where it states nothing, a rule that nobody fulfils where it is flawed. */
export function statedOn(element: Readonly<Element>): Stated {
  const stated = statedIn(element.extensions);
  if (stated === undefined) return {};
  if (flawsIn(stated).length > 0) return { rule: { kind: 'authorized', anyOf: [] } };
  return stated as Stated;
}

/** What an element's own rule demands; without one nothing: it follows. */
export function demandedBy(element: Readonly<Element>): AnyOf {
  const { rule } = statedOn(element);
  return rule ? demands(rule) : everyone;
}

/** What is wrong with an element's statement. */
export function flawsOn(element: Readonly<Element>): string[] {
  const stated = statedIn(element.extensions);
  return stated === undefined ? [] : flawsIn(stated);
}

/** Where the element was stated: class and member if known, or else its coordinate. */
export function whereStated(element: Readonly<Element>, coordinate: string): string {
  const where = (statedIn(element.extensions) as Partial<Stated> | null | undefined)?.where;
  return typeof where === 'string' ? where : coordinate;
}

/** What `extensions` from anywhere state, as they came. */
export function statedIn(extensions: Element['extensions']): unknown {
  return extensions[key];
}

/** Puts a statement on an element, instead of any that is there. */
export function state(element: Element, stated: Stated): void {
  element.extensions = { ...element.extensions, ...stating(stated) };
}
