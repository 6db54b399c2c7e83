import { ArgsType, Field, Int } from 'type-graphql';
import { pageSize } from './page.js';

/** `first` and `after` of a connection, as they came. `null` for `first` is the default. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, { nullable: true, defaultValue: pageSize.default }) first!: number | null;
  @Field(() => String, { nullable: true }) after?: string | null;
}
