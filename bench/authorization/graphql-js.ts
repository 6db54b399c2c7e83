import { schemaOf } from './schema.js';
import { onGraphqlJs } from './subject.js';
import type { Subject } from './subject.js';

/** The schema without authorization: the floor for all others. */
export function asGraphqlJs(guarded?: readonly string[]): Subject {
  return onGraphqlJs('graphql-js', schemaOf({}, guarded));
}
