// Search looks at names, e-mail addresses, job titles, agencies and names of departments only, whoever asks.
import { Arg, Ctx, Int, Query, Resolver, createUnionType } from 'type-graphql';
import { Fields } from '../../authorization/type-graphql.js';
import type { Projection } from '../../authorization/projection.js';
import type { ShapedQuery } from '../../authorization/authorization.js';
import type { Context } from '../../context.js';
import { ApiError } from '../../errors.js';
import { Authorized } from '../../policy.js';
import { Contractor } from '../contractors/contractor.type.js';
import { departments as departmentQueries } from '../departments/department.repository.js';
import { Department } from '../departments/department.type.js';
import { Employee } from '../employees/employee.type.js';
import { people as peopleQueries } from '../people/people.queries.js';
import { wordLength, wordsOf } from './folding.js';

const mostWords = 10;
const mostCharacters = 1_000;
const defaultSize = 10;

/** What a search finds. */
export const SearchResult = createUnionType({
  name: 'SearchResult',
  types: () => [Employee, Contractor, Department] as const,
  // What is found are records, of which only people have a kind.
  resolveType: (found: object) => {
    if (!('kind' in found)) return Department;
    return found.kind === 'CONTRACTOR' ? Contractor : Employee;
  },
});

/** What the text tells of. */
export const searchQueries: readonly ShapedQuery[] = [
  { type: 'Person', asks: { 'Query.search(text:)': peopleQueries.tellsOf('words') } },
  { type: 'Department', asks: { 'Query.search(text:)': departmentQueries.tellsOf('words') } },
];

/** Finds people and departments by the beginnings of words. */
@Resolver()
export class SearchResolver {
  @Authorized('EMPLOYEE', 'HR', 'AUDITOR')
  @Query(() => [SearchResult], {
    nullable: true,
    description:
      'By name, e-mail address, job title, agency and name of department: each word, of 2 to 64 characters, has to be the beginning of one of theirs, in any case and with or without accents. Departments first, then people, by name.',
  })
  async search(
    @Arg('text', () => String) text: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: defaultSize }) first: number | null,
    @Ctx() { people, departments }: Context,
    @Fields() fields: Projection,
  ) {
    const words = checkedWords(text);
    const limit = first ?? defaultSize;
    const wanted = (fields.of('Employee') ?? fields.of('Contractor')) ? fields : undefined;
    const [ofDepartments, ofPeople] = await Promise.all([
      fields.of('Department') ? departments.search(words, fields.of('Department')!, limit) : [],
      wanted ? people.search(words, wanted, limit) : [],
    ]);
    return [...ofDepartments, ...ofPeople].slice(0, limit);
  }
}

/** @throws {ApiError} `BAD_USER_INPUT` for a text without words, with too many, or with one that is too short or long. */
function checkedWords(text: string): string[] {
  if (text.length > mostCharacters)
    throw refused(`must have at most ${mostCharacters} characters; what came has ${text.length}`);
  const words = [...new Set(wordsOf(text))];
  if (words.length === 0) throw refused('must have a word of letters or digits; what came has none');
  if (words.length > mostWords) throw refused(`must have at most ${mostWords} words; what came has ${words.length}`);
  for (const word of words) {
    const { length } = [...word];
    if (length < wordLength.least || length > wordLength.most)
      throw refused(
        `must have words of ${wordLength.least} to ${wordLength.most} characters; what came has one of ${length}`,
      );
  }
  return words;
}

function refused(message: string): ApiError {
  return new ApiError('BAD_USER_INPUT', { details: { fields: [{ path: 'text', message }] } });
}
