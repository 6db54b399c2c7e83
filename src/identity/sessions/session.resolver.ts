import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import { Inherited, Public, SignsIn } from '../../policy.js';
import { User } from '../users/user.type.js';
import { AuthPayload } from './auth-payload.type.js';
import type { TokenResponse } from './token-response.js';

/** Signing in, staying so, and signing out. */
@Resolver(() => AuthPayload)
export class SessionResolver {
  @Public()
  @Mutation(() => AuthPayload, { nullable: true })
  async login(
    @Arg('email', () => String) email: string,
    @Arg('password', () => String) password: string,
    @Ctx() { identity, address, userAgent }: Context,
  ) {
    return payload(await identity.login({ email, password, address, userAgent }));
  }

  @Public()
  @Mutation(() => AuthPayload, { nullable: true })
  async refresh(
    @Arg('refreshToken', () => String, { nullable: true }) refreshToken: string | null,
    @Ctx() { identity }: Context,
  ) {
    return payload(await identity.refresh(refreshToken));
  }

  @Public()
  @Mutation(() => Boolean, {
    nullable: true,
    description: 'Ends the session of the refresh token, or else of the access token; true also for junk.',
  })
  logout(
    @Arg('refreshToken', () => String, { nullable: true }) refreshToken: string | null,
    @Ctx() { identity, viewer }: Context,
  ) {
    return identity.logout({ refreshToken, viewer });
  }

  @Inherited()
  @SignsIn<AuthPayload>(({ viewer }) => viewer)
  @FieldResolver(() => User)
  user(@Root() { viewer }: AuthPayload, @Ctx() { users }: Context, @Fields() fields: Projection) {
    return users.byId(viewer.id, fields);
  }
}

/** Only what the payload shows: the account itself is read anew, projected and guarded. */
function payload({ accessToken, refreshToken, expiresIn, viewer }: TokenResponse): AuthPayload {
  return { accessToken, tokenType: 'Bearer', expiresIn, refreshToken, viewer };
}
