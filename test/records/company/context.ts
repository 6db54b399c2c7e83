import { createSecretKey } from 'node:crypto';
import type { Store } from '../../../src/database/port.js';
import { createCursors } from '../../../src/graphql/cursor.js';
import type { Cursors } from '../../../src/graphql/cursor.js';
import { People } from './people.repository.js';
import { Reviews } from './reviews.repository.js';
import type { Viewer } from './words.js';

/** What one request has. */
export interface Context {
  readonly viewer: Viewer | null;
  readonly people: People;
  readonly reviews: Reviews;
  readonly cursors: Cursors;
}

const cursors = createCursors([createSecretKey(Buffer.alloc(32, 7))]);

/** A request's context over a store. */
export function contextOf(store: Store, viewer: Viewer | null): Context {
  return { viewer, people: new People(store), reviews: new Reviews(store), cursors };
}
