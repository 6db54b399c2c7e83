// A stored value that its scalar cannot show: graphql-js would say it in the error's text.
import { describe, expect, it } from '@jest/globals';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import { unvalidated } from '../database/unvalidated.js';
import { onEveryStore } from '../stores.js';

onEveryStore('AZ-45 a value that its scalar refuses', (running) => {
  const query = '{ me { person { name ... on Employee { hiredOn } } } }';

  describe('is told by no error', () => {
    it.each([
      ['a date', '2024-01-31', '2024-01-31'],
      ['no date', 's3cret-value', null],
      ['another kind of value', { inner: 's3cret-value' }, null],
    ])('as %s', async (_, stored, shown) => {
      const people = unvalidated<PersonDocument>(running().application.store, 'people');
      await people.updateOne({ userId: 'user-employee' }, { $set: { hiredOn: stored as string } });
      const { text, body } = await running().ask(query, await running().tokenOf('employee'));
      expect(text).not.toContain('s3cret');
      const { person } = body.data!['me'] as { person: { name: string; hiredOn: string | null } };
      expect(person).toEqual({ name: expect.any(String), hiredOn: shown });
      expect((body.errors ?? []).map(({ path, extensions }) => [path, (extensions as { code: string }).code])).toEqual(
        shown === null ? [[['me', 'person', 'hiredOn'], 'INTERNAL_SERVER_ERROR']] : [],
      );
    });
  });
});
