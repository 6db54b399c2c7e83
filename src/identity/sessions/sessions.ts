// Sessions as the API shows them: those that go on, projected and batched.
import type { Clock } from '../../context.js';
import { Loaders } from '../../database/loaders.js';
import type { Store } from '../../database/port.js';
import { queriesOf } from '../../database/query.js';
import { Records } from '../../database/records.js';
import type { RecordOf } from '../../database/record.js';
import { alsoReading, signatureOf } from '../../database/wanted.js';
import type { Wanted } from '../../database/wanted.js';
import { UserRepository } from '../users/user.repository.js';
import type { Viewer } from '../viewer.js';
import { isOfUser, liveAt, sessionsCollection } from './session.repository.js';
import type { SessionRecord } from './session.repository.js';

const queries = queriesOf<SessionRecord>()((key) => ({
  userIds: key.oneOf('userId'),
  liveAt: { tellsOf: [], where: liveAt },
}));

const newest = { key: 'createdAt', type: 'date', direction: -1 } as const;

/** A session as resolvers see it. */
export type ShownSession = RecordOf<SessionRecord>;

/** A session among those of its user. */
export type ListedSession = ShownSession & {
  /** Whether it is the one of whoever asks. */
  readonly current: boolean;
};

declare module '../../context.js' {
  interface Context {
    readonly sessions: Sessions;
  }
}

/** Sessions of one request. */
export class Sessions {
  readonly #records: Records<SessionRecord>;
  readonly #users: UserRepository;
  readonly #clock: Clock;
  readonly #ofUsers = new Loaders<ShownSession[]>();

  constructor(store: Store, clock: Clock) {
    this.#records = new Records(store, sessionsCollection);
    this.#users = new UserRepository(store);
    this.#clock = clock;
  }

  /** The sessions of these ids, in their order, over or not. */
  byIds(ids: readonly string[], wanted: Wanted): Promise<(ShownSession | null)[]> {
    return this.#records.byIds(ids, wanted);
  }

  /**
   * The sessions of an account that go on, newest first. Those of all accounts asked for are read together.
   *
   * @param viewer who asks: in the answer of a sign-in, the one whom it signed in.
   */
  async ofUser(userId: string, wanted: Wanted, viewer: Viewer | null): Promise<ListedSession[]> {
    const sessions = await this.#live(userId, wanted);
    return sessions.map((session) => ({ ...session, current: session.id === viewer?.sessionId }));
  }

  #live(userId: string, wanted: Wanted): Promise<ShownSession[]> {
    return this.#ofUsers.load(signatureOf(wanted), userId, async (ids) => {
      const now = new Date(this.#clock());
      const read = alsoReading(wanted, 'userId', 'generation');
      const [sessions, users] = await Promise.all([
        this.#records.find(queries.where({ userIds: ids, liveAt: now }), read, { order: newest }),
        this.#users.limitsOf(ids),
      ]);
      const limits = new Map(users.map((user) => [user._id, user]));
      return ids.map((id) => sessions.filter((session) => session.userId === id && goesOn(session, limits.get(id))));
    });
  }
}

function goesOn(session: ShownSession, user: Parameters<typeof isOfUser>[1] | undefined): boolean {
  return user !== undefined && isOfUser(session, user);
}
