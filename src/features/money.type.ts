import { Field, ObjectType } from 'type-graphql';
import type { Context } from '../context.js';
import { SafeInt } from '../graphql/scalars.js';
import { Inherited } from '../policy.js';

declare module '../context.js' {
  interface Context {
    /** The company's currency (ISO 4217). */
    readonly currency: string;
  }
}

@Inherited()
@ObjectType({ description: "Minor units of the company's currency (CURRENCY, ISO 4217)." })
export class Money {
  @Field(() => SafeInt) amount!: number;
  @Field(() => String) currency!: string;
}

/** A stored amount as money; `null` stays `null`. */
export function money(amount: number | null, { currency }: Pick<Context, 'currency'>): Money | null {
  return amount === null ? null : { amount, currency };
}
