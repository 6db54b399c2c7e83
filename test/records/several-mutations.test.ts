import { describe, expect, it } from '@jest/globals';
import { ask, conflict, forbidden, notFound } from './asking.js';
import { emil, hana, mia, nora, olaf } from './company/viewers.js';

describe('AZ-28 a mutation whose result selects what is denied', () => {
  it('by roles: is refused and writes nothing', async () => {
    const source = 'mutation { updateEmployee(id: "emil", input: { contact: { phone: "1" } }) { id phone notes } }';
    const { answer, changed, commands } = await ask(emil, source);
    expect(answer).toEqual({
      data: { updateEmployee: null },
      errors: [forbidden('Employee.notes', ['updateEmployee'])],
    });
    expect(changed).toEqual({});
    expect(commands.filter(({ method }) => method === 'updateOne')).toEqual([]);
    const allowed = await ask(hana, source);
    expect(allowed.answer).toEqual({ data: { updateEmployee: { id: 'emil', phone: '1', notes: expect.any(String) } } });
    expect(allowed.changed).toEqual({ emil: { phone: '1', version: 2 } });
  });

  it('by the record: writes, shows the rest, and the denial is an ordinary one', async () => {
    const source =
      'mutation { updateEmployee(id: "emil", input: { title: "x" }) { id title salary phone bankAccount } }';
    const { answer, changed } = await ask(mia, source);
    expect(answer).toEqual({
      data: { updateEmployee: { id: 'emil', title: 'x', salary: expect.any(Number), phone: null, bankAccount: null } },
      errors: [
        forbidden('Employee.phone', ['updateEmployee', 'phone']),
        forbidden('Employee.bankAccount', ['updateEmployee', 'bankAccount']),
      ],
    });
    expect(changed).toEqual({ emil: { title: 'x', version: 2 } });
  });

  it('by a condition that is sent below the result: is refused and writes nothing', async () => {
    const source = 'mutation { updateEmployee(id: "emil", input: { title: "x" }) { id manager { id notes } } }';
    const { answer, changed } = await ask(mia, source);
    expect(answer).toEqual({
      data: { updateEmployee: null },
      errors: [forbidden('Employee.notes', ['updateEmployee'])],
    });
    expect(changed).toEqual({});
  });
});

describe('AZ-29 AZ-30 several mutations in one document', () => {
  const [raise, submit, rename] = [
    'raiseSalaries(ids: ["emil"], by: 1)',
    'submitReview(id: "r02") { id status }',
    'updateEmployee(id: "emil", input: { title: "x" }) { id }',
  ];
  it('are decided each for itself, whatever their order', async () => {
    const outcomes = [
      await ask(mia, `mutation { a: ${raise} b: ${submit} c: ${rename} }`),
      await ask(mia, `mutation { c: ${rename} b: ${submit} a: ${raise} }`),
    ];
    for (const { answer, changed } of outcomes) {
      expect(answer).toEqual({
        data: { a: null, b: { id: 'r02', status: 'SUBMITTED' }, c: { id: 'emil' } },
        errors: [forbidden('Mutation.raiseSalaries', ['a'])],
      });
      expect(changed).toEqual({ r02: { status: 'SUBMITTED' }, emil: { title: 'x', version: 2 } });
    }
  });

  it('one that is refused by its record stops none behind it', async () => {
    const source =
      'mutation { a: submitReview(id: "r22") { id } b: acknowledgeReview(id: "r02") { id } c: acknowledgeReview(id: "r01") { id status } }';
    const { answer, changed } = await ask(emil, source);
    expect(answer).toEqual({
      data: { a: null, b: null, c: { id: 'r01', status: 'ACKNOWLEDGED' } },
      errors: [forbidden('Mutation.submitReview', ['a']), forbidden('Mutation.acknowledgeReview', ['b'])],
    });
    expect(changed).toEqual({ r01: { status: 'ACKNOWLEDGED' } });
  });
});

describe('AZ-31 a mutation of a record that the viewer may not meet', () => {
  const [submit, acknowledge] = ['submitReview', 'acknowledgeReview'].map(
    (name) => `mutation ($id: ID!) { ${name}(id: $id) { id status } }`,
  ) as [string, string];

  it.each([
    ['a draft of one’s own review', emil, submit, 'r02'],
    ['a draft of another’s', olaf, submit, 'r02'],
    ['one that is met, and is another’s', emil, submit, 'r01'],
    ['one that HR meets, and is another’s', hana, submit, 'r02'],
    ['a draft of one’s own review, to acknowledge', emil, acknowledge, 'r02'],
    ['one that the author meets, and is not of them', mia, acknowledge, 'r01'],
    ['one that HR meets, and is not of them', hana, acknowledge, 'r01'],
    ['one of somebody on the same team', nora, acknowledge, 'r01'],
  ])('is refused like that of an unknown one: %s', async (_, viewer, source, id) => {
    const [refused, unknown] = [
      await ask(viewer, source, { variables: { id } }),
      await ask(viewer, source, { variables: { id: 'nothing' } }),
    ];
    expect(refused.answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(refused.bytes).toBe(unknown.bytes);
    expect(refused.commands.map(({ method }) => method)).toEqual(unknown.commands.map(({ method }) => method));
    expect(refused.changed).toEqual({});
  });

  it('is done where the viewer is the one: submitted by its author, acknowledged by whom it is of', async () => {
    const submitted = await ask(mia, submit, { variables: { id: 'r02' } });
    expect(submitted.answer).toEqual({ data: { submitReview: { id: 'r02', status: 'SUBMITTED' } } });
    expect(submitted.changed).toEqual({ r02: { status: 'SUBMITTED' } });
    const acknowledged = await ask(emil, acknowledge, { variables: { id: 'r01' } });
    expect(acknowledged.answer).toEqual({ data: { acknowledgeReview: { id: 'r01', status: 'ACKNOWLEDGED' } } });
    expect(acknowledged.changed).toEqual({ r01: { status: 'ACKNOWLEDGED' } });
  });

  it('is a CONFLICT where the viewer is the one, and it stands elsewhere', async () => {
    const { answer, changed } = await ask(mia, submit, { variables: { id: 'r01' } });
    expect(answer).toEqual({ data: { submitReview: null }, errors: [conflict(['submitReview'])] });
    expect(changed).toEqual({});
  });
});

describe('a mutation that everyone may do on what they meet', () => {
  const rate = 'mutation ($id: ID!) { rateReview(id: $id, rating: 1) { id rating } }';
  const none = { data: { rateReview: null }, errors: [notFound(['rateReview'])] };

  it('does not tell a review that is not met from one that is not there', async () => {
    const unknown = await ask(emil, rate, { variables: { id: 'nothing' } });
    expect(unknown.answer).toEqual(none);
    for (const id of ['r02', 'r21', 'r22']) {
      const hidden = await ask(emil, rate, { variables: { id } });
      expect(hidden.bytes).toBe(unknown.bytes);
      expect(hidden.commands.map(({ method }) => method)).toEqual(unknown.commands.map(({ method }) => method));
      expect(hidden.changed).toEqual({});
    }
  });

  it('is done on one that is met, and a CONFLICT where that changes nothing', async () => {
    const met = await ask(emil, rate, { variables: { id: 'r03' } });
    expect(met.answer).toEqual({ data: { rateReview: { id: 'r03', rating: 1 } } });
    expect(met.changed).toEqual({ r03: { rating: 1 } });
    const same = await ask(emil, rate, { variables: { id: 'r01' } });
    expect(same.answer).toEqual({ data: { rateReview: null }, errors: [conflict(['rateReview'])] });
    expect(same.changed).toEqual({});
  });
});
