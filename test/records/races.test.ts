import { describe, expect, it } from '@jest/globals';
import { ask, conflict, forbidden } from './asking.js';
import type { PersonDocument, ReviewDocument } from './company/documents.js';
import { emil, hana, mia } from './company/viewers.js';
import type { Intervene } from './recording.js';

/** Right before the first write of that kind, someone else changes a record. */
function overtaking(
  method: 'updateOne' | 'deleteMany',
  collection: 'people' | 'reviews',
  id: string,
  change: object,
): Intervene {
  return async (command, beneath) => {
    if (command.method === method && command.collection === collection)
      await beneath.collection<PersonDocument | ReviewDocument>(collection).updateOne({ _id: id }, { $set: change });
    return undefined;
  };
}

describe('a record that changes hands right before the write', () => {
  const rename = 'mutation { updateEmployee(id: "emil", input: { title: "x" }) { id } }';
  it('is not changed, and the answer is that of any record that is not the viewer’s', async () => {
    const intervene = overtaking('updateOne', 'people', 'emil', { managerId: 'olaf' });
    const { answer, changed } = await ask(mia, rename, { intervene });
    expect(answer).toEqual({
      data: { updateEmployee: null },
      errors: [forbidden('Mutation.updateEmployee', ['updateEmployee'])],
    });
    expect(changed).toEqual({ emil: { managerId: 'olaf' } });
  });

  it('is changed where it comes to somebody who may', async () => {
    const intervene = overtaking('updateOne', 'people', 'emil', { managerId: 'nora' });
    const { answer, changed } = await ask(mia, rename, { intervene });
    expect(answer).toEqual({ data: { updateEmployee: { id: 'emil' } } });
    expect(changed).toEqual({ emil: { managerId: 'nora', title: 'x', version: 2 } });
  });

  it('is a CONFLICT where only its version changed', async () => {
    const source = 'mutation { updateEmployee(id: "emil", input: { version: 1, title: "x" }) { id } }';
    const intervene = overtaking('updateOne', 'people', 'emil', { version: 5 });
    const { answer, changed } = await ask(mia, source, { intervene });
    expect(answer).toEqual({ data: { updateEmployee: null }, errors: [conflict(['updateEmployee'])] });
    expect(changed).toEqual({ emil: { version: 5 } });
  });

  it('is not raised with the others of a list', async () => {
    const source = 'mutation { raiseSalaries(ids: ["emil", "nora"], by: 1) }';
    const intervene = overtaking('updateOne', 'people', 'emil', { userId: hana.id });
    const { answer, changed } = await ask(hana, source, { intervene });
    expect(answer).toEqual({ data: { raiseSalaries: 1 } });
    expect(changed).toEqual({ emil: { userId: hana.id }, nora: { salary: expect.any(Number) } });
  });

  it('is not deleted with the others of a list', async () => {
    const source = 'mutation { deleteReviews(ids: ["r01", "r02"]) }';
    const intervene = overtaking('deleteMany', 'reviews', 'r01', { authorId: 'boss' });
    const { answer, changed } = await ask(mia, source, { intervene });
    expect(answer).toEqual({ data: { deleteReviews: 1 } });
    expect(changed).toEqual({ r01: { authorId: 'boss' }, r02: null });
  });
});

describe('a conditional update', () => {
  it('moves a review once: the second of two finds it moved', async () => {
    const source = 'mutation { a: submitReview(id: "r02") { status } b: submitReview(id: "r02") { status } }';
    const { answer, changed } = await ask(mia, source);
    expect(answer).toEqual({ data: { a: { status: 'SUBMITTED' }, b: null }, errors: [conflict(['b'])] });
    expect(changed).toEqual({ r02: { status: 'SUBMITTED' } });
  });

  it('does nothing where another one was faster', async () => {
    const intervene = overtaking('updateOne', 'reviews', 'r01', { status: 'ACKNOWLEDGED' });
    const { answer, changed } = await ask(emil, 'mutation { acknowledgeReview(id: "r01") { status } }', { intervene });
    expect(answer).toEqual({ data: { acknowledgeReview: null }, errors: [conflict(['acknowledgeReview'])] });
    expect(changed).toEqual({ r01: { status: 'ACKNOWLEDGED' } });
  });

  it('does nothing where the record was withdrawn from the viewer meanwhile, and says nothing of it', async () => {
    const intervene = overtaking('updateOne', 'reviews', 'r01', { status: 'DRAFT' });
    const source = 'mutation ($id: ID!) { acknowledgeReview(id: $id) { status } }';
    const withdrawn = await ask(emil, source, { intervene, variables: { id: 'r01' } });
    const unknown = await ask(emil, source, { variables: { id: 'nothing' } });
    expect(withdrawn.bytes).toBe(unknown.bytes);
    expect(withdrawn.answer).toEqual({
      data: { acknowledgeReview: null },
      errors: [forbidden('Mutation.acknowledgeReview', ['acknowledgeReview'])],
    });
    expect(withdrawn.changed).toEqual({ r01: { status: 'DRAFT' } });
  });
});

describe('a fact holds as it was when its root field began', () => {
  // Whoever manages Mia has Emil below them by the chain only.
  const move = 'updateEmployee(id: "mia", input: { managerId: "hana" }) { id }';
  const review = 'createReview(input: { employeeId: "emil", period: "1", rating: 1 }) { id }';
  it('so the second root field sees what the first changed', async () => {
    const { answer, changed } = await ask(hana, `mutation { a: ${move} b: ${review} }`);
    expect(answer).toEqual({ data: { a: { id: 'mia' }, b: { id: 'new-emil-1' } } });
    expect(Object.keys(changed)).toEqual(['mia', 'new-emil-1']);
  });

  it('also where the field before had asked for the same fact', async () => {
    const { answer, changed } = await ask(hana, `mutation { a: ${review} b: ${move} c: ${review} }`);
    expect(answer).toEqual({
      data: { a: null, b: { id: 'mia' }, c: { id: 'new-emil-1' } },
      errors: [forbidden('Mutation.createReview', ['a'])],
    });
    expect(Object.keys(changed)).toEqual(['mia', 'new-emil-1']);
  });

  it('and the first does not see what the second will change', async () => {
    const { answer, changed } = await ask(hana, `mutation { b: ${review} a: ${move} }`);
    expect(answer).toEqual({
      data: { b: null, a: { id: 'mia' } },
      errors: [forbidden('Mutation.createReview', ['b'])],
    });
    expect(Object.keys(changed)).toEqual(['mia']);
  });

  it('a right that the first takes away is gone in the second', async () => {
    const [take, rate] = [
      'updateEmployee(id: "mia", input: { managerId: "boss" }) { id }',
      'createReview(input: { employeeId: "emil", period: "2", rating: 1 }) { id }',
    ];
    const { answer, changed } = await ask(hana, `mutation { a: ${move} b: ${take} c: ${rate} }`);
    expect(answer).toEqual({
      data: { a: { id: 'mia' }, b: { id: 'mia' }, c: null },
      errors: [forbidden('Mutation.createReview', ['c'])],
    });
    expect(changed).toEqual({ mia: { version: 3 } });
  });
});

describe('an insert with a subject', () => {
  const source = 'mutation ($input: CreateReviewInput!) { createReview(input: $input) { id status privateNotes } }';
  const create = (employeeId: string, intervene?: Intervene) =>
    ask(mia, source, {
      variables: { input: { employeeId, period: '9', rating: 3 } },
      ...(intervene && { intervene }),
    });

  it('is made for whom the viewer manages, and for nobody else', async () => {
    const made = await create('emil');
    expect(made.answer).toEqual({
      data: { createReview: { id: 'new-emil-9', status: 'DRAFT', privateNotes: 'private-new' } },
    });
    expect(Object.keys(made.changed)).toEqual(['new-emil-9']);
    const [foreign, own, unknown] = [await create('olaf'), await create('mia'), await create('nobody')];
    for (const outcome of [foreign, own, unknown]) {
      expect(outcome.answer).toEqual({
        data: { createReview: null },
        errors: [forbidden('Mutation.createReview', ['createReview'])],
      });
      expect(outcome.bytes).toBe(unknown.bytes);
      expect(outcome.commands.map(({ method }) => method)).toEqual(unknown.commands.map(({ method }) => method));
      expect(outcome.changed).toEqual({});
    }
  });

  it('is not made where its subject changes hands before it is looked at', async () => {
    const outcome = await create('emil', async ({ method }, beneath) => {
      if (method === 'countDocuments')
        await beneath.collection<PersonDocument>('people').updateOne({ _id: 'emil' }, { $set: { managerId: 'olaf' } });
      return undefined;
    });
    expect(outcome.answer).toEqual({
      data: { createReview: null },
      errors: [forbidden('Mutation.createReview', ['createReview'])],
    });
    expect(outcome.changed).toEqual({ emil: { managerId: 'olaf' } });
  });

  it('is looked at in the command before the insert', async () => {
    const { commands } = await create('emil');
    const insert = commands.findIndex(({ method }) => method === 'insertOne');
    const looked = commands.slice(0, insert).filter(({ method }) => method === 'countDocuments');
    expect(looked).toEqual([
      {
        collection: 'people',
        method: 'countDocuments',
        keys: [],
        filter: {
          $and: [{ _id: { $in: ['emil'] } }, { $or: [{ $and: [{ managerId: { $in: ['mia', 'emil', 'nora'] } }] }] }],
        },
      },
    ]);
  });
});

describe('a record that the document itself changed', () => {
  it('is shown as it is, also where an earlier root field had read it', async () => {
    const { answer, changed } = await ask(
      hana,
      `mutation {
        a: updateEmployee(id: "emil", input: { title: "x" }) { manager { title version } }
        b: updateEmployee(id: "mia", input: { title: "Head" }) { title version }
        c: updateEmployee(id: "nora", input: { title: "x" }) { manager { title version } }
      }`,
    );
    expect(changed['mia']).toEqual({ title: 'Head', version: 2 });
    expect(answer).toEqual({
      data: {
        a: { manager: { title: 'Lead', version: 1 } },
        b: { title: 'Head', version: 2 },
        c: { manager: { title: 'Head', version: 2 } },
      },
    });
  });
});
