import type { Stated } from '../extension.js';
import { speaksForFields } from '../rule.js';

/** A decorated class: type-graphql's types and resolvers. */
export type Class = abstract new (...args: never[]) => unknown;

/** What one decorator stated on a class or one of its members. */
export interface Declaration {
  readonly target: Class;
  /** Absent on the class itself. */
  readonly member?: string;
  /** On a parameter of the member: which. */
  readonly parameter?: number;
  readonly stated: Omit<Stated, 'where' | 'subject'>;
  /** On a mutation: the record that it is about. Its type is a class, which may not be declared yet. */
  readonly subject?: { readonly type: () => Class; readonly id: string };
}

/** What was stated on one value of an enum. */
export interface EnumDeclaration {
  readonly enumeration: object;
  readonly value: string;
  readonly stated: Omit<Stated, 'where' | 'subject'>;
}

/** Everything that decorators stated, in order. */
export class Declarations {
  readonly all: readonly Declaration[];

  constructor(all: readonly Declaration[]) {
    this.all = all;
  }

  /** What was stated on the class, or on one of its members. */
  on(target: Class, member?: string): Declaration[] {
    return this.all.filter(
      (declaration) =>
        declaration.target === target && declaration.member === member && declaration.parameter === undefined,
    );
  }

  /** What was stated on the parameters of one of its methods. */
  onParameters(target: Class, member: string): (Declaration & { readonly parameter: number })[] {
    return this.all.filter(
      (declaration): declaration is Declaration & { readonly parameter: number } =>
        declaration.target === target && declaration.member === member && declaration.parameter !== undefined,
    );
  }

  /** The class with its superclasses and the subclasses that state something. */
  relatives(target: Class): Class[] {
    const descendants = this.all.map((declaration) => declaration.target).filter((at) => lineage(at).includes(target));
    return [...new Set([...lineage(target), ...descendants])];
  }
}

/** Where a declaration stands, as a reader of the code would name it. */
export function placeOf({ target, member, parameter }: Pick<Declaration, 'target' | 'member' | 'parameter'>): string {
  if (member === undefined) return target.name;
  return `${target.name}.${member}${parameter === undefined ? '' : `, parameter ${parameter + 1}`}`;
}

/** The class and its superclasses, nearest first. */
export function lineage(target: Class): Class[] {
  const line: Class[] = [];
  let at: unknown = target;
  while (typeof at === 'function' && at !== Function.prototype) {
    line.push(at as Class);
    at = Object.getPrototypeOf(at);
  }
  return line;
}

/** Of what was stated on a class: the word for all of its fields. */
export function wordsForFields(declarations: readonly Declaration[]): Declaration[] {
  return declarations.filter(({ stated }) => speaksForFields(stated.rule));
}
