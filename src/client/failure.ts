import { ClientError } from 'graphql-request';
import { errorOf } from './answer.js';
import { NetworkError } from './errors.js';

/** Runs a request of `graphql-request`: what it throws becomes an error of ours, the caller's own abort stays as it is. */
export async function reportingFailure<Value>(request: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
  try {
    return await request();
  } catch (thrown) {
    // Not kept as the cause: its message repeats the variables, and those of a login hold the password.
    if (thrown instanceof ClientError) throw refusalOf(thrown);
    throw signal?.aborted ? thrown : new NetworkError('No answer came.', { cause: thrown });
  }
}

function refusalOf({ response: { errors, status } }: ClientError): Error {
  const first = Array.isArray(errors) ? errors[0] : undefined;
  return first
    ? errorOf(first)
    : new NetworkError(`What answered with status ${status} is no GraphQL server.`, { status });
}
