import 'reflect-metadata';
import { everyRow } from '../../../src/authorization/rows.js';
import { declareSchema } from '../../../src/graphql/declare.js';
import { PeopleResolver } from './people.resolver.js';
import { EmployeeReviewsResolver, ReviewsResolver } from './reviews.resolver.js';
import { AccountResolver, SignInResolver } from './sign-in.js';
import { protect } from './words.js';

const resolvers = [PeopleResolver, ReviewsResolver, EmployeeReviewsResolver, SignInResolver, AccountResolver];

/** The company's guarded schema. */
export const schema = protect(await declareSchema(resolvers), {
  records: {
    Employee: ({ context, ids, keys }) => context.people.byIds(ids, { keys, rows: everyRow }),
    Review: ({ context, ids, keys }) => context.reviews.byIds(ids, { keys, rows: everyRow }),
  },
});
