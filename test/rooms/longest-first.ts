// The order of the suites: a fresh clone has no times of earlier runs, and Jest would begin with the largest file.
import { rooms } from './rooms.js';

interface Suite {
  readonly path: string;
}

class LongestFirst {
  /** In the order of the rooms; what is none comes last. */
  sort<S extends Suite>(suites: readonly S[]): S[] {
    const names = Object.keys(rooms);
    const placeOf = ({ path }: Suite): number => {
      const place = names.findIndex((name) => path.endsWith(`/rooms/${name}.suite.js`));
      return place < 0 ? names.length : place;
    };
    return [...suites].sort((a, b) => placeOf(a) - placeOf(b));
  }

  /** Nothing is kept of a run. */
  cacheResults(): void {}
}

// Jest takes a sequencer from no other export.
export default LongestFirst;
