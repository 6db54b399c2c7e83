// Gaps of what can be sent, of subjects and of visible records, each beside a sound twin that builds. What decorators can
// get wrong besides is in input-decorators.test.ts.
import { describe, expect, it } from '@jest/globals';
import { GraphQLEnumType, GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { stating } from '../../src/authorization/extension.js';
import type { Stated } from '../../src/authorization/extension.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { gapsOf } from './fixtures/gaps.js';
import { inherited, open, stated } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

const { authorized, allOf, condition, relation, protect } = authorization<object, { roles: string[] }>()({
  roles: ['EMPLOYEE', 'HR'],
  viewer: () => null,
});
const hr = authorized('HR');
const employee = authorized('EMPLOYEE');
const self = relation('self').on('A', () => ({ id: 'a' }));
const recent = condition('recent', () => true);
const records = { A: () => Promise.resolve([]) };

const gaps = (sdl: string, rules: Rules): string[] => gapsOf(() => protect(stated(sdl, rules), { records }));

const sdl = /* GraphQL */ `
  enum E { ONE TWO }
  enum Unit { DAY YEAR }
  input In { x: Int e: [E!] in: In }
  interface I { f(a: Int): Int }
  type A implements I { id: ID f(a: Int): Int n(a: Int, u: Unit): Int! u(u: Unit): Int }
  type Query { q(in: In, e: E, a: Int): A i: I }
  type Mutation { m(id: ID!, optional: ID, text: String!, ids: [ID!]!, in: In, key: Key!): A strict(id: ID!): Boolean! }
  input Key { id: ID! more: Key ids: [ID!]! }
`; // prettier-ignore
const sound: Rules = {
  In: inherited, I: inherited, A: inherited, Key: inherited,
  'Query.q': open, 'Query.i': open, 'Mutation.m': hr, 'Mutation.strict': open,
}; // prettier-ignore

/** The gaps of one wrong statement; the right one in its place leaves none. */
function only(wrong: Rules, right: Rules, found: readonly string[]): void {
  expect(gaps(sdl, { ...sound, ...wrong })).toEqual(found);
  expect(gaps(sdl, { ...sound, ...right })).toEqual([]);
}

describe('B14 what can be sent is refused', () => {
  it('not where nothing demands more than its field', () => {
    expect(gaps(sdl, sound)).toEqual([]);
  });

  it('where an input field states nothing', () => {
    const { In, ...others } = sound;
    const silent = { ...others, 'In.x': hr, 'In.e': In! };
    expect(gaps(sdl, silent)).toEqual(['In.in: states no rule; write @Authorized(…) or @Inherited()']);
    expect(gaps(sdl, { ...silent, 'In.in': inherited })).toEqual([]);
    expect(gaps(sdl, { ...others, In: inherited, 'In.x': hr })).toEqual([]);
  });

  it.each([
    ['demands', hr],
    ['is public', open],
  ])('where an input type %s: it can only let its fields follow', (_, rule) => {
    only({ In: rule, 'In.x': hr, 'In.e': inherited, 'In.in': inherited }, { In: inherited, 'In.x': hr }, [
      'In: an input type takes @Inherited() only, which speaks for its fields; state rules on them',
    ]);
  });

  it('where an input field is public', () => {
    only({ 'In.x': open }, { 'In.x': inherited }, [
      'In.x: an input field is sent, not read; write @Inherited() where whoever may use the input may',
    ]);
  });

  it.each(['Query.q(a:)', 'E.ONE', 'A.f(a:)'])('where %s allows, which can only demand', (where) => {
    const what = 'follows where it is used unless it demands more; write @Authorized(…) or nothing';
    for (const rule of [inherited, open]) only({ [where]: rule }, { [where]: hr }, [`${where}: ${what}`]);
  });

  it.each(['Query.q(a:)', 'E.ONE', 'In.x', 'In'])('where %s states what only a field or type can', (where) => {
    const rule = where.startsWith('In') ? inherited : hr;
    const others: Stated[] = [
      { rule, audited: true },
      { rule, visible: hr },
      { rule, signsIn: () => ({ roles: [] }) },
      { rule, subject: { type: 'A', id: 'id' } },
    ];
    for (const statement of others) {
      const name = Object.keys(statement).at(-1)!;
      only({ [where]: statement }, { [where]: rule }, [
        `${where}: states ${name}, which means nothing on what is sent; remove it`,
      ]);
    }
  });

  it.each(['reads', 'laxer'])('where an input type states %s', (name) => {
    const stating = { rule: inherited, [name]: name === 'reads' ? ['A.id'] : 'a reason' };
    only({ In: stating }, { In: inherited }, [`In: states ${name}, which means nothing on what is sent; remove it`]);
  });

  it.each(['Query.q(a:)', 'E.ONE', 'In.x'])('AZ-35 B39 where %s names an unknown word, or none', (where) => {
    const unknown = `${where}: "HRR" is no role, condition or relation; known are EMPLOYEE, HR, signedIn, self, recent`;
    only({ [where]: authorized('HRR' as 'HR') }, { [where]: authorized('HR', recent) }, [unknown]);
    const none = `${where}: names no word, which would allow everyone or nobody; name one, or write @Inherited() or @Public()`;
    for (const rule of [authorized(), authorized(allOf())])
      expect(gaps(sdl, { ...sound, [where]: rule })).toContain(none);
    const flawed = { rules: hr } as never;
    const member = `${where}: extensions.authorization has no member rules; known are rule, visible, audited, signsIn, subject, reads, laxer, where`;
    expect(gaps(sdl, { ...sound, [where]: flawed })).toContain(member);
  });

  it('AZ-07 B1 where an argument is laxer than its interface’s', () => {
    const laxer = 'A.f(a:): is laxer than I.f(a:); demand what it demands: HR';
    only({ 'I.f(a:)': hr }, { 'I.f(a:)': hr, 'A.f(a:)': hr }, [laxer]);
    only({ 'I.f(a:)': hr, 'A.f(a:)': employee }, { 'I.f(a:)': hr, 'A.f(a:)': authorized(allOf('HR', 'EMPLOYEE')) }, [
      laxer,
    ]);
    only({ 'I.f(a:)': hr, 'A.f(a:)': authorized('HR', 'EMPLOYEE') }, { 'A.f(a:)': hr }, [laxer]);
  });

  it('B42 where a non-null field can be refused for what is sent to it', () => {
    const what = (sent: string) => `A.n: may be refused to whoever sends ${sent}, and is non-null; make it nullable`;
    only({ 'A.n(a:)': hr }, { 'A.f(a:)': hr, 'I.f(a:)': hr }, [what('A.n(a:)')]);
    only({ 'Unit.YEAR': hr }, { 'A.u(u:)': hr }, [what('Unit.YEAR')]);
  });

  it('where a relation has no record to be decided on, or no filter for it', () => {
    const noRecord = (sent: string) =>
      `${sent}: names a relation, and Query.q has no record yet when it is sent; name roles or conditions`;
    only({ 'Query.q(a:)': authorized('HR', self) }, { 'Query.q(a:)': authorized('HR', recent) }, [
      noRecord('Query.q(a:)'),
    ]);
    only({ 'Query.q(a:)': authorized(self) }, { 'A.f(a:)': authorized(self) }, [noRecord('Query.q(a:)')]);
    const other = relation('other');
    only({ 'A.f(a:)': authorized(other) }, { 'A.f(a:)': authorized(self) }, [
      "A.f(a:): the relation other has no filter for A; write other.on('A', …)",
    ]);
    const change = "names a relation, which is decided on a record before it is changed; say which: @Subject(() => Type, 'id')";
    only(
      { 'Mutation.m(optional:)': authorized(self) },
      { 'Mutation.m': { rule: hr, subject: { type: 'A', id: 'id' } }, 'Mutation.m(optional:)': authorized(self) },
      [`Mutation.m: ${change}`],
    );
  }); // prettier-ignore

  it('where a guarded enum value is also returned, or cannot be told from another', () => {
    const returning = (value: number) => {
      const two = { value, extensions: stating({ rule: hr }) };
      const e = new GraphQLEnumType({ name: 'E', values: { ONE: { value: 1 }, TWO: two } });
      const q = { type: GraphQLInt, args: { e: { type: e } }, extensions: stating({ rule: open }) };
      return gapsOf(() => protect(new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { q } }) })));
    };
    expect(returning(2)).toEqual([]);
    expect(returning(1)).toEqual([
      'E.TWO: cannot be told from ONE, which has the same internal value; give each its own',
    ]);
    const text = 'enum E { ONE TWO } type Query { q(e: E): A } type A { e: [E!] f: Int }';
    const rules = { 'Query.q': open, A: inherited };
    expect(gaps(text, rules)).toEqual([]);
    expect(gaps(text, { ...rules, 'E.TWO': hr })).toEqual([
      'A.e: returns E, of which TWO has a rule: a rule on a value is kept where it is sent; give the field a rule, and return an enum without',
    ]);
  }); // prettier-ignore
});

describe('a default is refused that sends in everyone’s name', () => {
  const enumeration = 'enum E { ONE TWO }';
  it.each<[string, string, Rules, string, string]>([
    ['an argument', 'type Query { q(a: Int = 1): Int }', { 'Query.q(a:)': hr }, 'Query.q(a:)', 'Query.q(a:)'],
    ['null', 'type Query { q(a: Int = null): Int }', { 'Query.q(a:)': hr }, 'Query.q(a:)', 'Query.q(a:)'],
    ['an enum value', `${enumeration} type Query { q(e: E = TWO): Int }`, { 'E.TWO': hr }, 'E.TWO', 'E.TWO'],
    ['an enum value in a list', `${enumeration} type Query { q(e: [E!] = [ONE, TWO]): Int }`, { 'E.TWO': hr }, 'E.TWO', 'E.TWO'],
    ['an input field', 'input In { x: Int = 1 } type Query { q(in: In): Int }', { 'In.x': hr }, 'In.x', 'In.x'],
    ['an input field of an argument', 'input In { x: Int } type Query { q(in: In = { x: 1 }): Int }', { 'In.x': hr }, 'In.x', 'In.x'],
    ['an enum value of an input field', `${enumeration} input In { e: E = TWO } type Query { q(in: [In!]): Int }`, { 'In.e': inherited, 'E.TWO': hr }, 'E.TWO', 'E.TWO'],
  ])('%s', (_, text, rules, where, sent) => {
    const found = `${where}: has a default that sends ${sent} in everyone's name (its rule is HR); remove the default`;
    expect(gaps(text, { 'Query.q': open, ...rules })).toEqual([found]);
    expect(gaps(text, { 'Query.q': employee, ...rules })).toEqual([found]);
    expect(gaps(text, { 'Query.q': hr, ...rules })).toEqual([]);
    expect(gaps(text.replace(/ = (\{.*?\}|\[.*?\]|\w+)/, ''), { 'Query.q': open, ...rules })).toEqual([]);
  }); // prettier-ignore
});

describe('a subject is refused', () => {
  const subject = (id: string, type = 'A') => ({ 'Mutation.m': { rule: authorized(self), subject: { type, id } } });
  const right = subject('id');

  it.each(['id', 'ids', 'key.id', 'key.ids'])('not at %s, which is required all the way', (id) => {
    expect(gaps(sdl, { ...sound, ...subject(id) })).toEqual([]);
  });

  it.each([
    'optional',
    'text',
    'nothing',
    'in',
    'key',
    'key.more.id',
    'key.nothing',
    'id.id',
    'ids.0',
    'in.x',
    'constructor',
  ])('at %s, where no required id is', (id) => {
    only(subject(id), right, [
      `Mutation.m: has no required argument of type ID at ${id}, where @Subject(…) says that the record's id is`,
    ]);
  });

  it('whose type is no object type, or whose records nobody can read', () => {
    only({ 'Mutation.m': { rule: hr, subject: { type: 'B', id: 'id' } } }, right, [
      'Mutation.m: names B as its subject, which is no object or interface type of the schema',
    ]);
    only({ 'Mutation.m': { rule: hr, subject: { type: 'In', id: 'id' } } }, right, [
      'Mutation.m: names In as its subject, which is no object or interface type of the schema',
    ]);
    expect(gapsOf(() => protect(stated(sdl, { ...sound, ...right })))).toEqual([
      'Mutation.m: names A as its subject, whose records nobody can read by id; give protect() a reader for it in records',
    ]);
  });

  it('on anything but a mutation', () => {
    const what = 'is no mutation: a subject is the record that a mutation changes; remove @Subject(…)';
    const stating = { rule: open, subject: { type: 'A', id: 'id' } };
    only({ 'Query.q': stating }, right, [`Query.q: ${what}`]);
    only({ 'A.id': stating }, right, [`A.id: ${what}`]);
    only({ A: { rule: inherited, subject: stating.subject } }, right, [
      'A: @Audited(), @SignsIn(…), @Subject(…) and @Reads(…) are said of a field; state them there',
    ]);
  });

  it('B42 on a mutation that is non-null, and returns null where it changed nothing', () => {
    only({ 'Mutation.strict': { rule: open, subject: { type: 'A', id: 'id' } } }, right, [
      'Mutation.strict: returns null where it changed no record of its subject, and is non-null; make it nullable',
    ]);
  });

  it.each([{ type: 'A' }, { id: 'id' }, { type: '', id: 'id' }, 'A', null])('that is %j', (flawed) => {
    const found = gaps(sdl, { ...sound, 'Mutation.m': { rule: hr, subject: flawed as never } });
    expect(found).toContain('Mutation.m: subject needs a type and the argument that holds the id');
  });
});

describe('what is visible is refused', () => {
  const where = '@Visible(…) is said of an object type';

  it('on anything but an object type', () => {
    only({ I: { rule: inherited, visible: hr } }, { A: { rule: inherited, visible: hr } }, [
      `I: ${where}, whose records it tells apart; state it there`,
    ]);
    only({ 'A.id': { rule: inherited, visible: hr } }, { 'A.id': inherited }, [`A.id: ${where}; state it there`]);
    only({ 'Query.q': { rule: open, visible: hr } }, { 'Query.q': open }, [`Query.q: ${where}; state it there`]);
    expect(gaps(sdl, { ...sound, Query: { visible: hr } })).toEqual([
      `Query: ${where}, whose records it tells apart; state it there`,
    ]);
  });

  it('with a word that nobody knows, without one, or with a relation that means nothing there', () => {
    only({ A: { rule: inherited, visible: authorized('HRR' as 'HR') } }, { A: { rule: inherited, visible: authorized('HR', self) } }, [
      'A: "HRR" is no role, condition or relation; known are EMPLOYEE, HR, signedIn, self, recent, other',
    ]);
    const none = relation('elsewhere').on('B', () => ({ id: 'b' }));
    only({ A: { rule: inherited, visible: authorized(none) } }, { A: { rule: inherited, visible: authorized(self) } }, [
      "A: the relation elsewhere has no filter for A; write elsewhere.on('A', …)",
    ]);
    for (const flawed of [inherited, open, authorized(), hr.kind as never])
      expect(gaps(sdl, { ...sound, A: { rule: inherited, visible: flawed } })).not.toEqual([]);
    expect(gaps(sdl, { ...sound, A: { rule: inherited, visible: open } })).toContain('A: visible takes authorized(…)');
  }); // prettier-ignore
});

describe('B42 an abstract type is refused', () => {
  const text =
    'union U = A | B type A { x: Int } type B { x: Int } type Query { u: U! list: [U!]! one: U all: [U!] p: P } type P { u: U! }';
  const rules: Rules = {
    A: hr, 'A.x': inherited, B: employee, 'B.x': inherited, P: inherited,
    'Query.u': hr, 'Query.list': hr, 'Query.one': open, 'Query.all': open, 'Query.p': open,
  }; // prettier-ignore

  it('where a root field leads to it and is non-null, and not where it is nullable', () => {
    const refused = (where: string, rule: string) =>
      `Query.${where}: may be refused to somebody who holds the object, and is non-null; make it nullable (the rule is ${rule})`;
    expect(gaps(text, rules)).toEqual([refused('u', 'allOf(HR, EMPLOYEE)'), refused('list', 'HR')]);
    expect(gaps(text.replace('u: U!', 'u: U').replace('[U!]!', '[U!]'), rules)).toEqual([]);
  });
});
