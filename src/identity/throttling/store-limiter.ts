// rate-limiter-flexible over our own port, so that one limiter works on every store. The package decides; this stores.
import { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js';
import type { LoginLimit } from '../../config/login-limit.js';
import type { Clock } from '../../context.js';
import type { Counter, LoginLimitRepository } from './login-limit.repository.js';

/** The limiter's answer, with the window that it is about. */
class WindowRes extends RateLimiterRes {
  readonly expiresAt: Date;

  constructor(counter: Counter, limit: number, now: number) {
    super(Math.max(limit - counter.points, 0), Math.max(counter.expiresAt.getTime() - now, 0), counter.points);
    this.expiresAt = counter.expiresAt;
  }
}

/** One counted attempt, or the seconds (whole, at least 1) until the next may be made. */
export type Reservation =
  { readonly ok: true; readonly giveBack: () => Promise<void> } | { readonly ok: false; readonly retryAfter: number };

/** Counts attempts in fixed windows, each beginning with its first attempt and ending by itself. */
export class StoreLimiter extends RateLimiterStoreAbstract {
  readonly #rows: LoginLimitRepository;
  readonly #clock: Clock;

  constructor(keyPrefix: string, limit: LoginLimit, rows: LoginLimitRepository, clock: Clock) {
    super({ storeClient: rows, keyPrefix, points: limit.attempts, duration: limit.window / 1_000 });
    this.#rows = rows;
    this.#clock = clock;
  }

  /** Counts an attempt before it is made. A store that fails rejects: it allows nothing. */
  async reserve(key: string): Promise<Reservation> {
    try {
      const { expiresAt } = (await this.consume(key)) as WindowRes;
      return { ok: true, giveBack: async () => void (await this.reward(key, 1, { expiresAt })) };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { ok: false, retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
    }
  }

  /** Called by the package to count (`points` above 0) or to take back. */
  async _upsert(
    id: string,
    points: number,
    window: number,
    forceExpire: boolean,
    options: { readonly expiresAt?: Date },
  ): Promise<Counter> {
    if (forceExpire) throw new Error('A limiter of logins blocks nobody for longer than a window');
    const now = this.#clock();
    if (points > 0) return this.#rows.count(id, points, this.points, new Date(now), new Date(now + window));
    if (!options.expiresAt) throw new Error('What is given back needs the window in which it was counted');
    await this.#rows.giveBack(id, -points, options.expiresAt);
    return { points: 0, expiresAt: options.expiresAt };
  }

  /** Called by the package with what `_upsert` answered. */
  _getRateLimiterRes(_id: string, _points: number, counter: Counter): RateLimiterRes {
    return new WindowRes(counter, this.points, this.#clock());
  }
}
