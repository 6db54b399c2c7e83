// Guesses are counted before they are judged, so that parallel ones cannot all be the last that is allowed. Three limits
// hold at once: of a pair of account and network, of an account, of a network.
import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import type { Clock } from '../../context.js';
import type { Store } from '../../database/port.js';
import { ApiError } from '../../errors.js';
import { LoginLimitRepository } from './login-limit.repository.js';
import { networkOf } from './network.js';
import { StoreLimiter } from './store-limiter.js';

/** Bounds how often a password may be guessed. */
export interface LoginThrottle {
  /**
   * Runs a check of a password, unless too many have failed. `null` from the check is a failure, and stays counted. Any
   * other end is given back, also when the check throws: it has judged nothing.
   *
   * Each account is counted, whether or not there is one, so a refusal tells nothing of accounts and comes also for the
   * right password. Refused attempts neither count nor prolong a window.
   *
   * @param email canonical (`canonicalEmail`).
   * @param address where the request came from; those without one are counted as one.
   * @throws {ApiError} `RATE_LIMITED` with `retryAfter`, before the check; what the store throws.
   */
  attempt<T>(email: string, address: string | undefined, check: () => Promise<T | null>): Promise<T | null>;
}

/** What a throttle is made of. */
export interface LoginThrottleParts {
  readonly store: Store;
  readonly settings: Pick<Settings, 'LOGIN_LIMIT_PAIR' | 'LOGIN_LIMIT_ACCOUNT' | 'LOGIN_LIMIT_ADDRESS'>;
  /** The first hashes accounts and networks before they are stored; a new first one begins all counts anew. */
  readonly keys: readonly KeyObject[];
  readonly clock: Clock;
}

/**
 * How long a network from which an account signed in may go on when others have used up the account's limit. An attacker
 * elsewhere cannot lock the owner out there; the pair's own limit holds all the same.
 */
const rememberedFor = 30 * 86_400_000;

/** The cause of a refusal by a limit: a full queue of hashes refuses with the same code. */
export const overLimit = 'over a login limit';

/** Makes a throttle on a store; it keeps nothing in memory. */
export function loginThrottle({ store, settings, keys: [key], clock }: LoginThrottleParts): LoginThrottle {
  if (!key) throw new RangeError('A throttle of logins needs a key');
  const rows = new LoginLimitRepository(store);
  const limiterOf = (kind: string, limit: Settings['LOGIN_LIMIT_PAIR']): StoreLimiter | undefined =>
    limit === 'off' ? undefined : new StoreLimiter(kind, limit, rows, clock);
  const limiters = {
    pair: limiterOf('pair', settings.LOGIN_LIMIT_PAIR),
    network: limiterOf('network', settings.LOGIN_LIMIT_ADDRESS),
    account: limiterOf('account', settings.LOGIN_LIMIT_ACCOUNT),
  };
  // Without the pair's limit nothing would bound guesses from there.
  const remembers = limiters.pair !== undefined && limiters.account !== undefined;
  const hashOf = (...parts: readonly string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');

  return {
    async attempt(email, address, check) {
      const network = networkOf(address);
      const note = `known:${hashOf('known', email, network)}`;
      const given: (() => Promise<void>)[] = [];
      const reserve = async (limiter: StoreLimiter | undefined, id: string): Promise<number | undefined> => {
        const reservation = await limiter?.reserve(id);
        if (reservation?.ok) given.push(reservation.giveBack);
        return reservation?.ok === false ? reservation.retryAfter : undefined;
      };
      let outcome;
      try {
        // The account comes last: whoever one of the others refuses never touches a counter of its owner's.
        let retryAfter =
          (await reserve(limiters.pair, hashOf('pair', email, network))) ??
          (await reserve(limiters.network, hashOf('network', network)));
        if (retryAfter === undefined) {
          retryAfter = await reserve(limiters.account, hashOf('account', email));
          if (retryAfter !== undefined && remembers && (await rows.isNoted(note, new Date(clock()))))
            retryAfter = undefined;
        }
        if (retryAfter !== undefined) throw new ApiError('RATE_LIMITED', { details: { retryAfter }, cause: overLimit });
        outcome = await check();
      } catch (error) {
        // What cannot be given back stays counted until its window ends; the first error says more.
        await Promise.allSettled(given.map((giveBack) => giveBack()));
        throw error;
      }
      if (outcome === null) return null;
      await Promise.all(given.map((giveBack) => giveBack()));
      if (remembers) await rows.note(note, new Date(clock() + rememberedFor));
      return outcome;
    },
  };
}
