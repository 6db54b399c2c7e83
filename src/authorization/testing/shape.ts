// Which field stands under which response key: what decides whether selections merge, and what an answer's parts are.
import { getNamedType, isLeafType, isObjectType } from 'graphql';
import type { GraphQLCompositeType, GraphQLField } from 'graphql';

/** A field with its arguments as written, as one parent type has it. */
export interface Placed {
  readonly parent: GraphQLCompositeType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: string;
}

interface Entry {
  /** All that merge or exclude each other here; never empty. */
  readonly placed: Placed[];
  readonly below: Shape;
}

/**
 * The response keys of one selection set, fragments expanded. It accepts only what merges by the rules of
 * https://spec.graphql.org/October2021/#sec-Field-Selection-Merging.
 */
export class Shape {
  readonly entries = new Map<string, Entry>();

  accepts(key: string, placed: Placed): boolean {
    return this.entries.get(key)?.placed.every((other) => merge(placed, other)) ?? true;
  }

  /** The shape below the key. */
  place(key: string, placed: Placed): Shape {
    const entry = this.entries.get(key) ?? { placed: [], below: new Shape() };
    this.entries.set(key, entry);
    if (!entry.placed.some((other) => isSame(placed, other))) entry.placed.push(placed);
    return entry.below;
  }

  acceptsAll(other: Shape): boolean {
    return [...other.entries].every(
      ([key, { placed, below }]) =>
        placed.every((each) => this.accepts(key, each)) && (this.entries.get(key)?.below.acceptsAll(below) ?? true),
    );
  }

  placeAll(other: Shape): void {
    for (const [key, { placed, below }] of other.entries) {
      for (const each of placed) this.place(key, each);
      this.entries.get(key)!.below.placeAll(below);
    }
  }

  /** Levels of response fields. */
  get depth(): number {
    return Math.max(0, ...[...this.entries.values()].map(({ below }) => 1 + below.depth));
  }
}

function isSame(one: Placed, other: Placed): boolean {
  return one.parent === other.parent && one.field === other.field && one.args === other.args;
}

/** Objects of two types are never the same, so their leaves may differ where the type of the value does not. */
function merge(one: Placed, other: Placed): boolean {
  if (String(one.field.type) !== String(other.field.type)) return false;
  if (one.field.name === other.field.name && one.args === other.args) return true;
  const apart = isObjectType(one.parent) && isObjectType(other.parent) && one.parent !== other.parent;
  return apart && isLeafType(getNamedType(one.field.type));
}
