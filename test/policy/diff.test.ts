// What a change of the rules lets whom see: said in words, and a widening always told from a narrowing.
import { describe, expect, it } from '@jest/globals';
import { diffPolicies } from '../../src/graphql/policy-diff.js';
import { passes, randomRule, viewersOver } from './random-rules.js';

/** `+` before a widening, `-` before anything else. */
const said = (before: string, after: string): string[] =>
  diffPolicies(before, after).map(({ text, widening }) => `${widening ? '+' : '-'} ${text}`);

const hr = '@authorized(anyOf: ["HR"])';
const own = '@authorized(anyOf: ["self"])';
const both = '@authorized(anyOf: ["HR", "self"])';
const joined = '@authorized(anyOf: [["HR", "self"]])';
const root = 'type Query { t: T @authorized(anyOf: ["signedIn"]) }';
const field = (rule: string): string => `${root} type T { x: Int ${rule} }`;
const type = (rule: string): string => `${root} type T ${rule} { x: Int @inherited }`;
const input = (fields: string, rule = ''): string => `${root} input I ${rule} { ${fields} }`;
const argument = (args: string): string => `type Query { t${args}: Int ${hr} }`;
const values = (list: string): string => `${root} enum E { ${list} }`;

/** The change, what it says forth, and what it says back. */
type Pair = readonly [claim: string, before: string, after: string, forth: readonly string[], back: readonly string[]];

const fields: readonly Pair[] = [
  ['a new field', root, `${root} type Contractor { dayRate: Int ${hr} }`, ['+ HR gains Contractor.dayRate'], ['- HR loses Contractor.dayRate']],
  ['another role', field(hr), field('@authorized(anyOf: ["HR", "ADMIN"])'), ['+ ADMIN gains T.x'], ['- ADMIN loses T.x']],
  ['one role for another', field(hr), field('@authorized(anyOf: ["ADMIN"])'), ['+ ADMIN gains T.x', '- HR loses T.x'], ['+ HR gains T.x', '- ADMIN loses T.x']],
  ['a relation', field(hr), field(both), ['+ self gains T.x'], ['- self loses T.x']],
  ['fewer words of one clause', field(joined), field(hr), ['+ HR gains T.x'], ['- HR loses T.x']],
  ['one word less beside another', field(joined), field('@authorized(anyOf: [["HR", "live"]])'), ['+ HR and live gains T.x', '- HR and self loses T.x'], ['+ HR and self gains T.x', '- HR and live loses T.x']],
  ['a clause for the joined one', field(joined), field(both), ['+ HR gains T.x', '+ self gains T.x'], ['- HR loses T.x', '- self loses T.x']],
  ['everyone signed in', field(hr), field('@authorized(anyOf: ["signedIn"])'), ['+ everyone signed in gains T.x'], ['- everyone signed in loses T.x']],
  ['@inherited', field(hr), field('@inherited'), ['+ whoever is given the T gains T.x'], ['- whoever is given the T loses T.x']],
  ['@public', field('@inherited'), field('@public'), ['+ everyone gains T.x'], ['- everyone loses T.x']],
  ['@public at once', field(joined), field('@public'), ['+ everyone gains T.x'], ['- everyone loses T.x']],
  ['no rule to some rule', field(''), field(hr), ['+ HR gains T.x'], ['- HR loses T.x']],
]; // prettier-ignore

const types: readonly Pair[] = [
  ['the word of a type for its fields', `${root} type T @inherited { x: Int }`, `${root} type T @public { x: Int }`, ['+ everyone gains T.x'], ['- everyone loses T.x']],
  ['the same word on type and fields', `${root} type T @inherited { x: Int }`, field('@inherited'), [], []],
  ['a field’s own word beside its type’s', `${root} type T @public { x: Int ${hr} }`, `${root} type T @public { x: Int }`, ['+ everyone gains T.x'], ['- everyone loses T.x']],
  ['no entry rule', type(hr), type(''), ['+ everyone gains T'], ['- everyone loses T']],
  ['a laxer entry rule', type(hr), type('@authorized(anyOf: ["HR", "ADMIN"])'), ['+ ADMIN gains T'], ['- ADMIN loses T']],
  ['an interface’s entry rule', `interface T ${hr} { x: Int @inherited }`, 'interface T { x: Int @inherited }', ['+ everyone gains T'], ['- everyone loses T']],
  ['a new type', root, `${root} type N ${hr} { x: Int @inherited }`, ['+ HR gains N', '+ whoever is given the N gains N.x'], ['- HR loses N', '- whoever is given the N loses N.x']],
  ['a new type without an entry rule', root, `${root} type N @inherited { x: Int }`, ['+ whoever is given the N gains N.x'], ['- whoever is given the N loses N.x']],
  ['all records', type('@visible(anyOf: ["self"])'), type(''), ['+ everyone gains records of T'], ['- everyone loses records of T']],
  ['more records', type('@visible(anyOf: ["self"])'), type('@visible(anyOf: ["self", "HR"])'), ['+ HR gains records of T'], ['- HR loses records of T']],
  ['records of a joined clause', type('@visible(anyOf: [["self", "HR"]])'), type('@visible(anyOf: ["self"])'), ['+ self gains records of T'], ['- self loses records of T']],
  ['records of a new type', root, `${root} type N @visible(anyOf: ["self"]) { x: Int @inherited }`, ['+ self gains records of N', '+ whoever is given the N gains N.x'], ['- self loses records of N', '- whoever is given the N loses N.x']],
]; // prettier-ignore

const sent: readonly Pair[] = [
  ['a new input field', input('a: Int @inherited'), input(`a: Int @inherited b: Int ${hr}`), ['+ HR gains I.b'], ['- HR loses I.b']],
  ['an input field’s rule', input(`a: Int ${hr}`), input('a: Int @inherited'), ['+ whoever may use I gains I.a'], ['- whoever may use I loses I.a']],
  ['an input type’s word', input(`a: Int ${hr}`, '@inherited'), input('a: Int', '@inherited'), ['+ whoever may use I gains I.a'], ['- whoever may use I loses I.a']],
  ['a new argument', argument(''), argument('(a: Int)'), ['+ whoever may use Query.t gains Query.t(a:)'], ['- whoever may use Query.t loses Query.t(a:)']],
  ['an argument’s rule', argument(`(a: Int ${own})`), argument('(a: Int)'), ['+ whoever may use Query.t gains Query.t(a:)'], ['- whoever may use Query.t loses Query.t(a:)']],
  ['an argument’s relation', argument(`(a: Int ${joined})`), argument(`(a: Int ${own})`), ['+ self gains Query.t(a:)'], ['- self loses Query.t(a:)']],
  ['a new enum value', values('ONE'), values('ONE TWO'), ['+ whoever may use E gains E.TWO'], ['- whoever may use E loses E.TWO']],
  ['an enum value’s rule', values(`ONE TWO ${hr}`), values('ONE TWO'), ['+ whoever may use E gains E.TWO'], ['- whoever may use E loses E.TWO']],
]; // prettier-ignore

const notice: readonly Pair[] = [
  ['@audited', field(`${hr} @audited`), field(hr), ['+ T.x is no longer audited'], ['- T.x is audited']],
  ['an exemption', field(`@inherited @reads(names: ["T.y"])`), field('@inherited @reads(names: ["T.y"], laxer: "a count only")'), ['+ T.x may be laxer than what it reads: a count only'], []],
  ['a written exemption', field('@inherited @reads(names: ["T.y"], laxer: "a count only")'), field('@inherited @reads(names: ["T.y"], laxer: "a sum")'), ['+ T.x may be laxer than what it reads: a sum'], ['+ T.x may be laxer than what it reads: a count only']],
  ['@subject', field(`${own} @subject(type: "T", id: "id")`), field(`${own} @subject(type: "U", id: "id")`), ['+ T.x is decided on another record: U id'], ['+ T.x is decided on another record: T id']],
  ['no @subject', field(`${own} @subject(type: "T", id: "id")`), field(own), ['+ T.x is decided on another record: none'], ['+ T.x is decided on another record: T id']],
  ['a removed field that was audited', `${root} type T { x: Int ${hr} @audited y: Int ${hr} }`, `${root} type T { y: Int ${hr} }`, ['- HR loses T.x'], ['+ HR gains T.x']],
]; // prettier-ignore

describe.each([
  ['of a field', fields],
  ['of a type', types],
  ['of what is sent', sent],
  ['of what is noticed', notice],
])('a change %s', (_, pairs) => {
  it.each(pairs)('to %s is told from the change back', (__, before, after, forth, back) => {
    expect(said(before, after)).toEqual(forth);
    expect(said(after, before)).toEqual(back);
  });
});

describe('no change', () => {
  const whole = `
    "The root." type Query { t(a: Int ${hr}, b: Int): T ${both} }
    interface P ${hr} { x: Int @inherited }
    type T implements P ${hr} @visible(anyOf: [["HR", "self"], ["ADMIN"]]) { x: Int @inherited y: Int ${joined} @audited }
    input I @inherited { a: Int } enum E { ONE TWO ${hr} } union U = T scalar S`;

  it.each([
    ['the same document', whole],
    ['descriptions', whole.replace('"The root."', '"Another root."').replace('scalar S', '"A scalar." scalar S')],
    ['the order of words', whole.replaceAll('[["HR", "self"]]', '[["self", "HR"]]').replaceAll('["HR", "self"]', '["self", "HR"]')],
    ['a word as a list of one', whole.replaceAll('anyOf: ["HR"]', 'anyOf: [["HR"]]')],
    ['a word as itself', whole.replaceAll('anyOf: ["HR"]', 'anyOf: "HR"')],
    ['a word twice', whole.replaceAll('anyOf: ["HR"]', 'anyOf: [["HR"], ["HR", "HR"]]')],
    ['signedIn beside another word', whole.replaceAll('anyOf: ["HR"]', 'anyOf: [["signedIn", "HR"]]')],
    ['a clause that another covers', whole.replaceAll('anyOf: ["HR"]', 'anyOf: [["HR"], ["HR", "ADMIN"]]')],
    ['the order of definitions', whole.replace(/ enum E .* scalar S/, '') + ` scalar S union U = T enum E { TWO ${hr} ONE }`],
    ['directives of others', whole.replace('scalar S', 'scalar S @specifiedBy(url: "https://s.example")').replace('b: Int)', 'b: Int @deprecated)')],
  ])('is said of %s', (_, after) => {
    expect(said(whole, after)).toEqual([]);
    expect(said(after, whole)).toEqual([]);
  }); // prettier-ignore
});

describe('a document with `extend`', () => {
  it.each<Pair>([
    ['a type', `type Query { a: Int ${hr} b: Int @public }`, `type Query { a: Int ${hr} } extend type Query { b: Int @public }`, [], []],
    ['a type’s rule', type(hr), `${type('')} extend type T ${hr}`, [], []],
    ['an interface', `interface P { x: Int ${hr} }`, `interface P extend interface P { x: Int ${hr} }`, [], []],
    ['an input', input(`a: Int @inherited b: Int ${hr}`), `${input('a: Int @inherited')} extend input I { b: Int ${hr} }`, [], []],
    ['an enum', values(`ONE TWO ${hr}`), `${values('ONE')} extend enum E { TWO ${hr} }`, [], []],
    ['a new field', root, `${root} extend type Query { secret: Int @public }`, ['+ everyone gains Query.secret'], ['- everyone loses Query.secret']],
  ])('reads as one without: %s', (_, before, after, forth, back) => {
    expect(said(before, after)).toEqual(forth);
    expect(said(after, before)).toEqual(back);
  }); // prettier-ignore
});

describe('a widening that no rule beside the coordinate shows', () => {
  it('of a type that leaves the interface whose entry rule it had', () => {
    const person = `interface P ${hr} { x: Int @inherited }`;
    expect(said(`${person} type T implements P { x: Int @inherited }`, `${person} type T { x: Int @inherited }`)).toEqual(['+ everyone gains T']);
    expect(said(`${person} type T { x: Int @inherited }`, `${person} type T implements P { x: Int @inherited }`)).toEqual(['- everyone loses T']);
  }); // prettier-ignore

  it('of a type that leaves one of two interfaces', () => {
    const parents = `interface P ${hr} { x: Int @inherited } interface Q ${own} { y: Int @inherited }`;
    const both = `${parents} type T implements P & Q { x: Int @inherited y: Int @inherited }`;
    const one = `${parents} type T implements P { x: Int @inherited y: Int @inherited }`;
    expect([said(both, one), said(one, both)]).toEqual([['+ HR gains T'], ['- HR loses T']]);
  });

  it('of a field that leaves the interface that audits it', () => {
    const person = `interface P { x: Int ${hr} @audited }`;
    const apart = `${person} type T { x: Int ${hr} }`;
    const within = `${person} type T implements P { x: Int ${hr} }`;
    expect([said(within, apart), said(apart, within)]).toEqual([['+ T.x is no longer audited'], ['- T.x is audited']]);
  });

  it('of an exemption that covers another field for the same reason', () => {
    const exempt = (name: string): string => field(`@inherited @reads(names: ["${name}"], laxer: "a count only")`);
    expect(said(exempt('T.jobTitle'), exempt('T.salary'))).toEqual([
      '+ T.x may be laxer than what it reads: a count only',
    ]);
    expect(said(exempt('T.salary'), exempt('T.salary'))).toEqual([]);
  });

  it('of a new type that everyone signed in may meet, as of one for a role', () => {
    const made = (word: string): string => `${root} type N @authorized(anyOf: ["${word}"]) { x: Int @inherited }`;
    expect(said(root, made('signedIn'))).toEqual([
      '+ everyone signed in gains N',
      '+ whoever is given the N gains N.x',
    ]);
    expect(said(root, made('HR'))).toEqual(['+ HR gains N', '+ whoever is given the N gains N.x']);
  });

  it('of a role that is called everyone, which is not everyone', () => {
    const role = field('@authorized(anyOf: ["everyone"])');
    expect(said(role, field('@public'))).toEqual(['+ everyone gains T.x']);
    expect(said(role, role)).toEqual([]);
  });
});

describe('a change of many coordinates', () => {
  it('is told in their order, gains before losses', () => {
    const before = `type Query { b: Int ${hr} a: Int @public } type A { z: Int ${hr} @audited }`;
    const after = `type A { z: Int ${own} } type Query { a: Int ${hr} b: Int @public }`;
    expect(said(before, after)).toEqual([
      '+ self gains A.z',
      '- HR loses A.z',
      '+ A.z is no longer audited',
      '- everyone loses Query.a',
      '+ everyone gains Query.b',
    ]);
  });
});

describe('of any two rules', () => {
  const words = ['A', 'B', 'self', 'signedIn'];
  const viewers = viewersOver(words);
  const rounds = 3_000;

  it('a widening is said exactly where some kind of viewer passes the new one and not the old one', () => {
    let widened = 0;
    for (let seed = 1; seed <= rounds; seed += 1) {
      const [before, after] = [randomRule(words, 2 * seed), randomRule(words, 2 * seed + 1)];
      const gains = viewers.some((viewer) => passes(after, viewer) && !passes(before, viewer));
      const loses = viewers.some((viewer) => passes(before, viewer) && !passes(after, viewer));
      const changes = diffPolicies(field(before.text), field(after.text));
      expect({
        before: before.text,
        after: after.text,
        gains: changes.some(({ widening }) => widening),
        loses: changes.some(({ widening }) => !widening),
      }).toEqual({ before: before.text, after: after.text, gains, loses });
      widened += gains ? 1 : 0;
    }
    // Neither answer is rare.
    expect(widened).toBeGreaterThan(rounds / 4);
    expect(widened).toBeLessThan((3 * rounds) / 4);
  });

  it('the same is said of which records exist', () => {
    for (let seed = 1; seed <= rounds; seed += 1) {
      const [before, after] = [randomRule(words, 2 * seed), randomRule(words, 2 * seed + 1)];
      const visible = ({ text }: { text: string }): string =>
        type(text.startsWith('@authorized') ? text.replace('@authorized', '@visible') : '');
      // A viewer without the object, and one who is given it, are shown the same records.
      const shown = viewers.filter(({ given }) => given);
      const gains = shown.some((viewer) => passes(after, viewer) && !passes(before, viewer));
      const loses = shown.some((viewer) => passes(before, viewer) && !passes(after, viewer));
      const changes = diffPolicies(visible(before), visible(after));
      expect({
        before: before.text,
        after: after.text,
        gains: changes.some(({ widening }) => widening),
        loses: changes.some(({ widening }) => !widening),
      }).toEqual({ before: before.text, after: after.text, gains, loses });
    }
  });
});
