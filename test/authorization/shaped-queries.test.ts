// What filters, orders and searches ask for is told by the answers: nobody asks for a key whose value they may not read.
import { describe, expect, it } from '@jest/globals';
import type { ShapedQuery } from '../../src/authorization/authorization.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { gapsOf } from './fixtures/gaps.js';
import { inherited, stated } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

const { authorized, allOf, relation, condition, protect } = authorization<object, { roles: string[] }>()({
  roles: ['EMPLOYEE', 'HR'],
  viewer: () => null,
});
const self = relation('self');
const live = condition('live', () => true);
for (const type of ['Employee', 'Contractor', 'Review']) self.on(type, () => ({ id: 'a' }));

const sdl = /* GraphQL */ `
  enum Field { NAME SALARY }
  enum Direction { ASC DESC }
  enum Status { OPEN CLOSED }
  input Order { field: Field! direction: Direction }
  input Filter { nameStartsWith: String salaryAtLeast: Int departmentId: ID status: Status not: Filter and: [Filter!] }
  input Change { name: String salary: Int }
  type Department { id: ID! }
  interface Person { id: ID! name: String }
  type Employee implements Person {
    id: ID! name: String salary: Int department: Department badge: String status: String
    reports(filter: Filter): [Employee!] others(first: Int): [Employee!]
  }
  type Contractor implements Person { id: ID! name: String agency: String }
  type Review { id: ID! rating: Int }
  union Found = Employee | Contractor | Department
  type Query {
    employees(filter: Filter, orderBy: [Order!], after: ID): [Employee!]
    search(text: String!): [Found!]
    reviews(ratingAtLeast: Int): [Review!]
  }
  type Mutation { change(id: ID!, to: Change!): Employee }
`; // prettier-ignore
const hr = authorized('HR');
const employee = authorized('EMPLOYEE', 'HR');
const sound: Rules = {
  Order: inherited, Filter: inherited, 'Filter.salaryAtLeast': hr, 'Field.SALARY': hr, Change: inherited,
  Person: employee, 'Person.id': inherited, 'Person.name': inherited,
  Employee: employee, 'Employee.id': inherited, 'Employee.name': inherited,
  'Employee.salary': { rule: authorized('HR', self), reads: ['salaryAmount'] },
  'Employee.department': { rule: inherited, reads: ['departmentId'] }, 'Employee.badge': { rule: hr, reads: ['name', 'badgeNumber'] },
  'Employee.status': inherited, 'Employee.reports': { rule: inherited, reads: ['id'] }, 'Employee.others': { rule: hr, reads: ['id'] },
  Contractor: employee, 'Contractor.id': inherited, 'Contractor.name': inherited, 'Contractor.agency': inherited,
  Department: employee, 'Department.id': inherited,
  Review: { rule: employee, visible: authorized('HR', self) }, 'Review.id': inherited, 'Review.rating': inherited,
  'Query.employees': employee, 'Query.search': employee, 'Query.reviews': employee, 'Mutation.change': hr,
}; // prettier-ignore
const filter = {
  'Filter.nameStartsWith': ['name'], 'Filter.salaryAtLeast': ['salaryAmount'], 'Filter.departmentId': ['departmentId'], 'Filter.status': ['status'],
}; // prettier-ignore
const order = { 'Field.NAME': ['name'], 'Field.SALARY': ['salaryAmount'], 'Direction.ASC': [], 'Direction.DESC': [] };
const search = { type: 'Found', asks: { 'Query.search(text:)': ['name', 'agency'] } };
const employees = { type: 'Employee', asks: { ...filter, ...order, 'Query.employees(after:)': ['id'] } };
const all = [employees, search, { type: 'Review', asks: { 'Query.reviews(ratingAtLeast:)': ['rating'] } }];

const gaps = (queries: readonly ShapedQuery[] | undefined, rules: Rules = {}): string[] =>
  gapsOf(() => protect(stated(sdl, { ...sound, ...rules }), queries ? { queries } : {}));
const withAsks = (asks: ShapedQuery['asks'], of = 'Employee') => [...all, { type: of, asks }];
const laxer = (where: string, than: string, rule: string) =>
  `${where}: is laxer than ${than}, which it tells of (${rule}); demand as much, or give a reason: laxer: '…'`;
const unnamed = (where: string) =>
  `${where}: asks for nothing that is known; name it in queries with the keys of the record that it asks for, [] for none`;

describe('AZ-18 AZ-20 a query that clients shape', () => {
  it('is taken where every element is named, and demands what the fields of its keys do', () => {
    expect(gaps(all)).toEqual([]);
    expect(gaps(undefined)).toEqual([]);
  });

  it.each<[string, Rules, readonly string[]]>([
    ['a filter', { 'Filter.salaryAtLeast': inherited }, ['Filter.salaryAtLeast']],
    ['an order', { 'Field.SALARY': employee }, ['Field.SALARY']],
    ['both', { 'Filter.salaryAtLeast': authorized('HR', 'EMPLOYEE'), 'Field.SALARY': authorized('signedIn') }, ['Filter.salaryAtLeast', 'Field.SALARY']],
  ])('is refused where %s is laxer than the field that shows its key', (_, rules, found) => {
    expect(gaps(all, rules)).toEqual(found.map((where) => laxer(where, 'Employee.salary', 'HR')));
    const strict = Object.fromEntries(Object.keys(rules).map((where) => [where, authorized(allOf('HR', live))]));
    expect(gaps(all, strict)).toEqual([]);
  }); // prettier-ignore

  it('AZ-23 is refused where a search asks any member for more than all may read', () => {
    const text = 'Query.search(text:)';
    expect(gaps(withAsks({ [text]: ['salaryAmount'] }, 'Found'))).toEqual([laxer(text, 'Employee.salary', 'HR')]);
    expect(gaps(withAsks({ [text]: ['salaryAmount'] }, 'Person'))).toEqual([laxer(text, 'Employee.salary', 'HR')]);
    expect(gaps(withAsks({ [text]: ['salaryAmount'] }, 'Found'), { 'Query.search': hr })).toEqual([]);
    const strict = { 'Contractor.name': hr, 'Person.name': inherited };
    expect(gaps(withAsks({ [text]: ['name'] }, 'Person'), strict)).toEqual([laxer(text, 'Contractor.name', 'HR')]);
  });

  it('is refused where it can be sent to a field that returns others, whose key is for fewer', () => {
    const shared = sdl.replace('reviews(', 'contractors(filter: Filter): [Contractor!] reviews(');
    const built = (rules: Rules) => gapsOf(() => protect(stated(shared, { ...sound, ...rules }), { queries: [employees] }));
    const where = 'Filter.nameStartsWith';
    const rules = { 'Query.contractors': employee, 'Contractor.name': hr };
    expect(built({ 'Query.contractors': employee })).toEqual([]);
    expect(built(rules)).toEqual([laxer(where, 'Contractor.name', 'HR')]);
    expect(built({ ...rules, [where]: hr })).toEqual([]);
    expect(built({ ...rules, 'Query.contractors': hr })).toEqual([]);
  }); // prettier-ignore

  it('is refused where its key is told of one record only by a relation, or of visible records and no others', () => {
    const own = { 'Employee.salary': { rule: authorized(self), reads: ['salaryAmount'] } };
    expect(gaps(all, own)).toEqual([
      laxer('Filter.salaryAtLeast', 'Employee.salary', 'nobody'),
      laxer('Field.SALARY', 'Employee.salary', 'nobody'),
    ]);
    const elsewhere = withAsks({ 'Filter.nameStartsWith': ['rating'] }, 'Review');
    expect(gaps(elsewhere)).toEqual([laxer('Filter.nameStartsWith', 'Review.rating', 'HR')]);
    expect(gaps(elsewhere, { 'Filter.nameStartsWith': hr })).toEqual([]);
  });

  it('AZ-18 is refused where the rule of a filter is a relation: a list has no record to decide it on', () => {
    expect(gaps(all, { 'Filter.salaryAtLeast': authorized('HR', self) })).toEqual([
      'Filter.salaryAtLeast: names a relation, and Query.employees has no record yet when it is sent; name roles or conditions',
      laxer('Filter.salaryAtLeast', 'Employee.salary', 'HR'),
    ]);
    // On a field of an employee it is decided on that employee, who is none of those in the list.
    const below = sdl.replace('employees(filter: Filter, ', 'employees(');
    const built = (rule: Rules[string]) =>
      gapsOf(() => protect(stated(below, { ...sound, 'Filter.salaryAtLeast': rule }), { queries: all }));
    expect(built(authorized('HR', self))).toEqual([laxer('Filter.salaryAtLeast', 'Employee.salary', 'HR')]);
    expect(built(hr)).toEqual([]);
  });

  it('is taken with a reason in words, for the very field that it gives', () => {
    const reasoned = (reads: string[]) => ({ 'Filter.salaryAtLeast': { rule: inherited, reads, laxer: 'rounded' } });
    expect(gaps(all, reasoned(['Employee.salary']))).toEqual([]);
    expect(gaps(all, reasoned(['Employee.name']))).toEqual([laxer('Filter.salaryAtLeast', 'Employee.salary', 'HR')]);
    const strict = { 'Contractor.name': hr, 'Query.search(text:)': { reads: ['Person.name'], laxer: 'names are known' } };
    expect(gaps(all, strict)).toEqual([]);
  }); // prettier-ignore

  it('is held against the field of the key’s name, or else against all that read it, records last', () => {
    const asking = (key: string) => gaps(withAsks({ 'Filter.nameStartsWith': [key] }));
    expect([asking('name'), asking('departmentId'), asking('id')]).toEqual([[], [], []]);
    expect(asking('badgeNumber')).toEqual([laxer('Filter.nameStartsWith', 'Employee.badge', 'HR')]);
    const rounded = { 'Employee.name': { rule: inherited, reads: ['name'], laxer: 'initials only' } };
    expect(gaps(all, rounded)).toEqual([
      laxer('Filter.nameStartsWith', 'Employee.badge', 'HR'),
      laxer('Field.NAME', 'Employee.badge', 'HR'),
      laxer('Query.search(text:)', 'Employee.badge', 'HR'),
    ]);
  });
});

describe('AZ-18 what shapes a query is refused', () => {
  it('where it names what is not there, all at once', () => {
    const asks = {
      'Filter.none': ['name'], 'Filter.nameStartsWith': ['nothing'], 'Employee.salary': ['salaryAmount'], 'Query.employees(none:)': ['name'], constructor: [],
    }; // prettier-ignore
    const absent = (where: string) => `${where}: is asked with, and is nothing that can be sent to a field of the schema`;
    expect(gaps([...withAsks(asks), { type: 'Nobody', asks: {} }, { type: 'Filter', asks: {} }, { type: '__Type', asks: {} }])).toEqual([
      absent('Filter.none'),
      'Filter.nameStartsWith: asks for the key nothing, which no field of Employee reads: nothing says who may know it',
      absent('Employee.salary'),
      absent('Query.employees(none:)'),
      absent('constructor'),
      ...['Nobody', 'Filter', '__Type'].map((type) => `${type}: is queried, and is no type of the schema whose objects have fields`),
    ]);
    expect(gaps(withAsks({ 'Query.search(text:)': ['agency'] }))).toEqual([
      'Query.search(text:): asks for the key agency, which no field of Employee reads: nothing says who may know it',
    ]);
  }); // prettier-ignore

  it.each(Object.keys({ ...filter, ...order }).filter((where) => where !== 'Filter.status'))('where %s is not named', (where) => {
    const others = Object.fromEntries(Object.entries(employees.asks).filter(([name]) => name !== where));
    expect(gaps([{ type: 'Employee', asks: others }, search])).toEqual([unnamed(where)]);
    const told = { [where]: { rule: hr, reads: ['Employee.name'] } };
    expect(gaps([{ type: 'Employee', asks: others }, search], told)).toEqual([]);
  }); // prettier-ignore

  it('where nothing is named at all; not what is sent to mutations alone, and no scalar argument', () => {
    const named = Object.keys({ ...order, ...filter }).filter((name) => name !== 'Filter.status');
    const found = gaps([]);
    expect(found.sort()).toEqual([...named, 'Status.OPEN', 'Status.CLOSED'].map(unnamed).sort());
  });

  it('where naming what holds it hides it', () => {
    const asks = Object.fromEntries(Object.entries(employees.asks).filter(([, [key]]) => key !== 'salaryAmount'));
    const hiding = { 'Query.employees(filter:)': ['name'], 'Query.employees(orderBy:)': [], 'Order.field': ['name'], 'Filter.not': [] };
    expect(gaps([search, { type: 'Employee', asks: { ...asks, ...hiding } }])).toEqual([
      unnamed('Field.SALARY'),
      unnamed('Filter.salaryAtLeast'),
    ]);
    expect(gaps(all, { 'Status.CLOSED': hr })).toEqual([unnamed('Status.OPEN'), unnamed('Status.CLOSED')]);
    const without = { ...employees.asks, 'Filter.status': [] };
    expect(gaps([search, { type: 'Employee', asks: without }])).toEqual([unnamed('Status.OPEN'), unnamed('Status.CLOSED')]);
  }); // prettier-ignore
});
