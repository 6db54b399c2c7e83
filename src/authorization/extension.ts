// How rules travel: in the `extensions` of a type or field of any GraphQLSchema, whatever library built it.
import { flawsIn } from './flaws.js';
import type { Rule } from './rule.js';
import type { AnyViewer } from './scope.js';

/** What `extensions.authorization` of a type or field may hold. */
export interface Stated {
  readonly rule?: Rule;
  /** Each allowed read is reported to `onDecision` with its record. */
  readonly audited?: boolean;
  /** On a field of a payload: whoever the payload signs in. The field and all below are decided for that viewer. */
  readonly signsIn?: (payload: never) => AnyViewer;
  /** Class and member, for the messages of gaps. */
  readonly where?: string;
}

/** Whatever of a schema can carry extensions. */
export interface Element {
  extensions: Readonly<{ [name: string]: unknown }>;
}

const key = 'authorization';

/** A statement as `extensions` of a type or field, for libraries that take them there. */
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
