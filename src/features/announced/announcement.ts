// What a document says of a change that is announced for it and not made yet. See make-announced.ts.
import type { Stored } from '../../database/port.js';
import { date, orNone, text, truth } from '../../database/validator.js';

/** What a document says of the change that is announced for it. */
export interface Announcing extends Stored {
  pendingId?: string | null;
  /** By the store's clock. */
  pendingSince?: Date | null;
  /** Who is about to become the manager. */
  pendingManagerId?: string | null;
  /** Who is about to become the head. */
  pendingHeadId?: string | null;
  /** The person is about to leave. */
  pendingEnd?: true | null;
}

/** What an announcement has to be, for the server. */
export const announcementSchema = {
  pendingId: orNone(text),
  pendingSince: orNone(date),
  // As it was sent: announced before it is looked at.
  pendingManagerId: orNone({ bsonType: 'string' }),
  pendingHeadId: orNone({ bsonType: 'string' }),
  pendingEnd: orNone(truth),
};

/** What is announced. */
export type Announcement = Pick<Announcing, 'pendingManagerId' | 'pendingHeadId' | 'pendingEnd'>;

/** Part of the update that makes an announced change, and of the one that withdraws it. */
export const noAnnouncement = {
  pendingId: '',
  pendingSince: '',
  pendingManagerId: '',
  pendingHeadId: '',
  pendingEnd: '',
} as const;
