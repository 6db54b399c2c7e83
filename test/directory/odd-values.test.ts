// A stored value that is none of its kind: graphql-js would say it in the error's text.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';

onEveryStore('AZ-45 a value that its scalar would refuse', (running) => {
  const query = '{ me { person { name ... on Employee { hiredOn } } } }';

  describe('is null and told by no error', () => {
    it.each([
      ['a date', '2024-01-31', '2024-01-31'],
      ['no date', '2024-02-30 s3cret', null],
      ['a day that there is not', '2024-02-30', null],
      ['another kind of value', 5_318_008, null],
    ])('as %s', async (_, stored, shown) => {
      const people = unvalidated<PersonDocument>(running().application.store, 'people');
      await people.updateOne({ userId: 'user-employee' }, { $set: { hiredOn: stored as unknown as string } });
      const { text, body } = await running().ask(query, await running().tokenOf('employee'));
      expect(text).not.toMatch(/s3cret|2024-02-30|5318008/);
      const { person } = body.data!['me'] as { person: { name: string; hiredOn: string | null } };
      expect(person).toEqual({ name: expect.any(String), hiredOn: shown });
      expect(body.errors).toBeUndefined();
    });
  });
});
