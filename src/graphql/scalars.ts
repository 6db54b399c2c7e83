import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate, GraphQLSafeInt as SafeInt } from 'graphql-scalars';

/** `YYYY-MM-DD`, kept as text. */
export const GraphQLDate = new GraphQLScalarType<string, string>({
  ...GraphQLLocalDate.toConfig(),
  name: 'Date',
  description: 'YYYY-MM-DD',
  specifiedByURL: null,
});

/** RFC 3339 in UTC with milliseconds; a `Date` in the program. */
export const GraphQLDateTime = new GraphQLScalarType<Date, string>({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'RFC 3339, UTC, milliseconds',
  serialize: (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError('A DateTime must be a valid Date.');
  },
});

/** A whole number within ±(2^53 − 1). */
export const GraphQLSafeInt = new GraphQLScalarType<number, number>({
  ...(SafeInt.toConfig() as ReturnType<GraphQLScalarType<number, number>['toConfig']>),
  name: 'SafeInt',
  description: 'A whole number within ±(2^53 − 1)',
  specifiedByURL: null,
});
