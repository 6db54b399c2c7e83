// What takes far longer to look at than to send.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { ask, personOf, unfit } from './changes/asking.js';

let running: Running;
beforeAll(async () => {
  running = await startApplication({ SEED_EMPLOYEES: '12' });
});
afterAll(() => running.stop());

describe('GQ-19 a text of combining marks without end', () => {
  // In the wrong order: to sort them takes the square of how many they are, over a second.
  const marks = `a${'\u0301'.repeat(20_000)}${'\u0323'.repeat(20_000)}`;
  const query =
    'mutation ($input: UpdateEmployeeInput!, $id: ID!) { updateEmployee(id: $id, input: $input) { phone homeAddress } }';
  const change = async (input: object) => {
    const { _id: id } = await personOf(running, 'employee');
    const before = process.cpuUsage();
    const { body } = await ask(running, 'employee', query, { id, input });
    const { user, system } = process.cpuUsage(before);
    return { body, milliseconds: (user + system) / 1_000 };
  };

  it.each(['phone', 'homeAddress'])('is refused in time as %s', async (field) => {
    await change({});
    const { body, milliseconds } = await change({ [field]: marks });
    expect(body).toEqual(unfit('updateEmployee', [`input.${field}`, 'must have at most 30 combining marks in a row']));
    expect(milliseconds).toBeLessThan(400);
  });

  it('may have thirty in a row', async () => {
    const homeAddress = `1 Ro\u030Cad${'\u0301'.repeat(30)}`;
    expect((await change({ homeAddress })).body).toEqual({
      data: { updateEmployee: { phone: expect.any(String), homeAddress: homeAddress.normalize('NFC') } },
    });
  });
});
