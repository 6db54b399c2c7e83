import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { Context } from '../../context.js';
import { Authorized, Inherited, Public, SignsIn } from '../../policy.js';
import { User } from '../users/user.type.js';
import { AuthPayload } from './auth-payload.type.js';
import type { TokenResponse } from './token-response.js';

/** Signing in, staying so, signing out, and another password. */
@Resolver(() => AuthPayload)
export class SignInResolver {
  @Public()
  @Mutation(() => AuthPayload, { nullable: true })
  async login(
    @Arg('email', () => String) email: string,
    @Arg('password', () => String) password: string,
    @Ctx() context: Context,
  ) {
    return payload(await context.identity.login({ email, password }, context));
  }

  @Public()
  @Mutation(() => AuthPayload, { nullable: true })
  async refresh(
    @Arg('refreshToken', () => String, { nullable: true }) refreshToken: string | null,
    @Ctx() context: Context,
  ) {
    return payload(await context.identity.refresh(refreshToken, context));
  }

  @Public()
  @Mutation(() => Boolean, {
    nullable: true,
    description: 'Ends the session of the refresh token, or else of the access token; true also for junk.',
  })
  logout(@Arg('refreshToken', () => String, { nullable: true }) refreshToken: string | null, @Ctx() context: Context) {
    return context.identity.logout({ refreshToken, viewer: context.viewer }, context);
  }

  @Authorized('signedIn')
  @Mutation(() => AuthPayload, {
    nullable: true,
    description: 'Ends all sessions of the account, and begins one for the caller.',
  })
  async changePassword(
    @Arg('current', () => String) current: string,
    @Arg('new', () => String) next: string,
    @Ctx() context: Context,
  ) {
    return context.viewer && payload(await context.identity.changePassword({ current, next }, context.viewer, context));
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
