import { Field, ObjectType } from 'type-graphql';
import type { Context } from '../context.js';
import { GraphQLSafeInt } from '../graphql/scalars.js';
import { Inherited } from '../policy.js';

declare module '../context.js' {
  interface Context {
    /** The company's currency (ISO 4217). */
    readonly currency: string;
  }
}

/** An amount as the API shows it. */
@Inherited()
@ObjectType({ description: "Minor units of the company's currency (CURRENCY, ISO 4217)." })
export class Money {
  @Field(() => GraphQLSafeInt) amount!: number;
  @Field(() => String) currency!: string;
}

/** A stored amount as money; `null` stays `null`. */
export function money(amount: number | null, { currency }: Pick<Context, 'currency'>): Money | null {
  return amount === null ? null : { amount, currency };
}
