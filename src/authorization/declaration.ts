import type { Stated } from './extension.js';

/** A decorated class: type-graphql's types and resolvers. */
export type Class = abstract new (...args: never[]) => unknown;

/** What one decorator stated on a class or one of its members. */
export interface Declaration {
  readonly target: Class;
  /** Absent on the class itself. */
  readonly member?: string;
  readonly stated: Omit<Stated, 'where'>;
  /** Set once the statement stands on a schema. */
  placed: boolean;
}

/** Everything that decorators stated, in order. */
export class Declarations {
  readonly all: Declaration[] = [];

  add(target: Class, member: string | undefined, stated: Declaration['stated']): void {
    this.all.push({ target, stated, placed: false, ...(member !== undefined && { member }) });
  }

  /** What was stated on the class, or on one of its members. */
  on(target: Class, member?: string): Declaration[] {
    return this.all.filter((declaration) => declaration.target === target && declaration.member === member);
  }

  has(target: Class): boolean {
    return this.all.some((declaration) => declaration.target === target);
  }
}

/** Where a declaration stands, as a reader of the code would name it. */
export function placeOf({ target, member }: Pick<Declaration, 'target' | 'member'>): string {
  return member === undefined ? target.name : `${target.name}.${member}`;
}

/** The class and its superclasses, nearest first. */
export function lineage(target: Class): Class[] {
  const line: Class[] = [];
  for (let at: unknown = target; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) line.push(at as Class);
  return line;
}
