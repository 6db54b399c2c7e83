// What a client and the log learn of what MongoDB and its driver throw.
import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { MongoInvalidArgumentError, MongoServerError } from 'mongodb';
import { formatError } from '../../src/graphql/format-error.js';
import { createLogger } from '../../src/http/logger.js';

const requestId = 'request-7';
const located = (cause: Error) => new GraphQLError(cause.message, { path: ['employee'], originalError: cause });
const answered = (code: number, codeName?: string) =>
  new MongoServerError({
    message: 's3cret.host says s3cret: { salary: "s3cret" }',
    code,
    ...(codeName && { codeName }),
  });

const unavailable = {
  message: 'The service is not available. Try again.',
  path: ['employee'],
  extensions: { code: 'SERVICE_UNAVAILABLE' },
};
const internal = {
  message: 'Something went wrong.',
  path: ['employee'],
  extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
};

function logged(error: Error): Record<string, unknown> {
  const lines: string[] = [];
  createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } }).error(
    { cause: error },
    'failed',
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('s3cret');
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('FR-14 what MongoDB answers', () => {
  it.each([
    ['the time was up', 50, 'MaxTimeMSExpired'],
    ['a write conflict', 112, 'WriteConflict'],
    ['the cursor was killed', 237, 'CursorKilled'],
    ['the cursor is unknown', 43, 'CursorNotFound'],
    ['not writable primary', 10107, 'NotWritablePrimary'],
    ['stepping down', 189, 'PrimarySteppedDown'],
    ['shutting down', 91, 'ShutdownInProgress'],
    ['interrupted', 11601, 'Interrupted'],
    ['no majority in time', 64, 'WriteConcernTimeout'],
  ])('(%s) is the store’s, and may be asked again', (_what, code, codeName) => {
    const error = located(answered(code, codeName));
    expect(formatError(error, { requestId, concealSchema: true })).toEqual(unavailable);
    expect(logged(error)).toMatchObject({
      cause: { cause: { type: 'MongoServerError', message: `code ${code} ${codeName}` } },
    });
  });

  it.each([
    ['a duplicate key where none was expected', 11_000, undefined],
    ['a validator’s refusal', 121, 'DocumentValidationFailure'],
    ['a document that is too large', 10_334, undefined],
    ['a filter that it does not take', 2, 'BadValue'],
  ])('(%s) is a mistake of ours, and says nothing', (_what, code, codeName) => {
    const error = located(answered(code, codeName));
    expect(formatError(error, { requestId, concealSchema: true })).toEqual(internal);
    expect(logged(error)).toMatchObject({
      cause: { cause: { message: codeName ? `code ${code} ${codeName}` : `code ${code}` } },
    });
  });

  it('(a call that the driver itself refuses) is a mistake of ours too', () => {
    const error = located(new MongoInvalidArgumentError('not a filter: s3cret'));
    expect(formatError(error, { requestId, concealSchema: true })).toEqual(internal);
    expect(logged(error)).toMatchObject({ cause: { cause: { message: 'not a filter' } } });
  });
});
