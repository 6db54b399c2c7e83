import { describe, expect, it } from '@jest/globals';
import { revocationsInMemory } from '../../src/identity/sessions/revocations.js';
import { now, viewer } from './forge.js';

const quarter = 900_000;
const until = new Date(now + quarter);

describe('a revocation', () => {
  it('of a session stops its tokens and no others', async () => {
    const revocations = revocationsInMemory(() => now);
    expect(await revocations.isRevoked(viewer)).toBe(false);
    await revocations.revokeSession('session-alice', until);
    expect(await revocations.isRevoked(viewer)).toBe(true);
    expect(await revocations.isRevoked({ ...viewer, sessionId: 'session-other' })).toBe(false);
    expect(await revocations.isRevoked({ ...viewer, id: 'session-alice', sessionId: '__proto__' })).toBe(false);
  });

  it('TK-31 of a user stops the tokens of lower generations and no others', async () => {
    const revocations = revocationsInMemory(() => now);
    await revocations.revokeUser('user-alice', 4, until);
    await revocations.revokeUser('user-alice', 2, until);
    const generations = [2, 3, 4, 5].map((generation) => revocations.isRevoked({ ...viewer, generation }));
    expect(await Promise.all(generations)).toEqual([true, true, false, false]);
    expect(await revocations.isRevoked({ ...viewer, id: 'user-bob' })).toBe(false);
  });

  it('SR-27 stays at least until the last token that it could stop has expired, also when made again', async () => {
    let time = now;
    const revocations = revocationsInMemory(() => time);
    await revocations.revokeSession('session-alice', until);
    await revocations.revokeSession('session-alice', new Date(now));
    time = until.getTime() - 1;
    await revocations.revokeSession('session-other', new Date(time + quarter));
    expect(await revocations.isRevoked(viewer)).toBe(true);
  });

  it('leaves when its tokens have expired', async () => {
    let time = now;
    const revocations = revocationsInMemory(() => time);
    for (let count = 0; count < 1_000; count += 1) await revocations.revokeSession(`session-${count}`, until);
    time = until.getTime();
    await revocations.revokeSession('session-new', new Date(time + quarter));
    const left = await Promise.all(
      Array.from({ length: 1_000 }, (_, count) => revocations.isRevoked({ ...viewer, sessionId: `session-${count}` })),
    );
    expect(left.filter(Boolean)).toHaveLength(0);
    expect(await revocations.isRevoked({ ...viewer, sessionId: 'session-new' })).toBe(true);
  });
});
