// Arbitraries whose values shrink as far as an operation still is one.
import fc from 'fast-check';
import type { Arbitrary, Random, Stream, Value } from 'fast-check';

/** Lists that are drawn with at least one item, and may shrink to none: so each item can go, also the last. */
export function listOf<Item>(item: Arbitrary<Item>, maxLength: number): Arbitrary<Item[]> {
  return new List(fc.array(item, { maxLength }));
}

/** 0 in most cases, else a number from 1 to `most`; shrinks to 0 at once. */
export function rarely(most: number, percent: number): Arbitrary<number> {
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(0), weight: 100 - percent },
    { arbitrary: anyOf(most), weight: percent },
  );
}

/** A choice without an order: from 1 to `most`, each alike. */
export function anyOf(most: number): Arbitrary<number> {
  return fc.noShrink(fc.noBias(fc.integer({ min: 1, max: most })));
}

class List<Item> extends fc.Arbitrary<Item[]> {
  readonly #items: Arbitrary<Item[]>;

  constructor(items: Arbitrary<Item[]>) {
    super();
    this.#items = items;
  }

  generate(random: Random, bias: number | undefined): Value<Item[]> {
    for (;;) {
      const drawn = this.#items.generate(random, bias);
      if (drawn.value.length > 0) return drawn;
    }
  }

  canShrinkWithoutContext(value: unknown): value is Item[] {
    return this.#items.canShrinkWithoutContext(value);
  }

  shrink(value: Item[], context: unknown): Stream<Value<Item[]>> {
    return this.#items.shrink(value, context);
  }
}
