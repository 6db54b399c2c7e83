import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { mostRecordIds } from '../../src/audit/audit-record.js';
import { Trail } from '../../src/audit/trail.js';
import type { DecisionEvent } from '../../src/authorization/decision.js';
import { noteDecision } from '../../src/audit-trail.js';
import type { Context } from '../../src/context.js';
import type { Viewer } from '../../src/identity/viewer.js';

const viewer: Viewer = { id: 'alice', sessionId: 's1', roles: [], authTime: 0, generation: 1 };

function noted(...events: Partial<DecisionEvent<Context, Viewer>>[]): ReturnType<Trail['take']> {
  const trail = new Trail({ requestId: 'r1', address: '192.0.2.1' });
  const context = { trail } as Context;
  const common = { context, viewer, coordinate: 'Employee.salary', allowed: true, audited: true };
  for (const event of events) noteDecision({ ...common, ...event });
  return trail.take();
}

describe('the trail of a request', () => {
  it('names each record once, and at most 1,000', () => {
    const { reads } = noted(...Array.from({ length: 3_000 }, (_, id) => ({ record: { id: `p${id % 1_500}` } })));
    expect(reads).toHaveLength(1);
    expect(reads[0]!.recordIds).toHaveLength(mostRecordIds);
    expect(new Set(reads[0]!.recordIds).size).toBe(mostRecordIds);
  });

  it('holds nothing of what is allowed and not audited, and all that is refused', () => {
    expect(noted({ audited: false }, { audited: false, record: { id: 'p1' } })).toEqual({ reads: [], denials: [] });
    const { reads, denials } = noted({ audited: false, allowed: false }, { allowed: false, record: { id: 'p1' } });
    expect(reads).toEqual([]);
    expect(denials).toEqual([
      {
        event: 'authz_fail', outcome: 'DENIED', requestId: 'r1', address: '192.0.2.1',
        actorId: 'alice', sessionId: 's1', coordinate: 'Employee.salary', recordIds: ['p1'],
      },
    ]); // prettier-ignore
  });

  it('tells viewers apart, as a sign-in makes a second one', () => {
    const { reads } = noted({ viewer: null }, { viewer }, { viewer: { ...viewer, id: 'bob' } });
    expect(reads.map(({ actorId }) => actorId)).toEqual([undefined, 'alice', 'bob']);
  });

  it('is given out once', () => {
    const trail = new Trail({ requestId: 'r1', address: undefined });
    trail.read(null, 'Query.auditEvents');
    expect(trail.take().reads).toHaveLength(1);
    expect(trail.take().reads).toEqual([]);
  });

  it('refuses an audited read of a record that cannot be named, whatever stands where its id should', () => {
    for (const record of [{}, { id: 7 }, { id: null }, 'p1'])
      expect(() => noted({ record })).toThrow('was read from a record without an id');
  });
});
