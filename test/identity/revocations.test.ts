import { describe, expect, it } from '@jest/globals';
import { revocationsInMemory } from '../../src/identity/sessions/revocations.js';
import { viewer } from './forge.js';

const kept = 900_000;

describe('a revocation', () => {
  it('of a session stops its tokens and no others', () => {
    const revocations = revocationsInMemory(kept);
    expect(revocations.isRevoked(viewer)).toBe(false);
    revocations.sessionEnded('session-alice');
    expect(revocations.isRevoked(viewer)).toBe(true);
    expect(revocations.isRevoked({ ...viewer, sessionId: 'session-other' })).toBe(false);
    expect(revocations.isRevoked({ ...viewer, id: 'session-alice', sessionId: '__proto__' })).toBe(false);
  });

  it('TK-31 of a user stops the tokens of lower generations and no others', () => {
    const revocations = revocationsInMemory(kept);
    revocations.generationRaised('user-alice', 4);
    revocations.generationRaised('user-alice', 2);
    const generations = [2, 3, 4, 5].map((generation) => revocations.isRevoked({ ...viewer, generation }));
    expect(generations).toEqual([true, true, false, false]);
    expect(revocations.isRevoked({ ...viewer, id: 'user-bob' })).toBe(false);
  });

  it('SR-27 stays as long as a token that it could stop, counted from when it was last learned', () => {
    let time = 0;
    const revocations = revocationsInMemory(kept, () => time);
    revocations.sessionEnded('session-alice');
    time = kept - 1;
    revocations.sessionEnded('session-alice');
    time = 2 * kept - 1;
    revocations.sessionEnded('session-other');
    expect(revocations.isRevoked(viewer)).toBe(true);
  });

  it('leaves when its tokens have expired', () => {
    let time = 0;
    const revocations = revocationsInMemory(kept, () => time);
    for (let count = 0; count < 1_000; count += 1) revocations.sessionEnded(`session-${count}`);
    time = kept + 1;
    revocations.sessionEnded('session-new');
    const left = Array.from({ length: 1_000 }, (_, count) =>
      revocations.isRevoked({ ...viewer, sessionId: `session-${count}` }),
    );
    expect(left.filter(Boolean)).toHaveLength(0);
    expect(revocations.isRevoked({ ...viewer, sessionId: 'session-new' })).toBe(true);
  });
});
