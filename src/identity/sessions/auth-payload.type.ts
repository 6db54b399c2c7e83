import { Field, Int, ObjectType } from 'type-graphql';
import { Inherited } from '../../policy.js';
import type { Viewer } from '../viewer.js';

/** What a sign-in answers. `user` and all below it are decided for the user whom it signs in. */
@Inherited()
@ObjectType()
export class AuthPayload {
  @Field(() => String) accessToken!: string;
  @Field(() => String) tokenType!: string;
  @Field(() => Int, { description: 'Seconds.' }) expiresIn!: number;
  @Field(() => String, { nullable: true, description: 'Null in cookie mode.' }) refreshToken!: string | null;

  /** Whom the access token names. */
  viewer!: Viewer;
}
