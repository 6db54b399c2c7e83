// How a viewer gets at an object of each type, to ask for its fields.

/** The field that gives objects of a type, and the selection that leads to one. */
export interface Way {
  readonly holder: string;
  readonly around: (selection: string) => string;
}

const through =
  (holder: string, [before, after]: readonly [string, string]): Way => ({
    holder,
    around: (selection) => `${before} { ${selection} } ${after}`,
  }); // prettier-ignore

const reviews = (below: readonly [string, string]): Way =>
  through('Employee.reviews', [`{ employee(id: "$person") { reviews(first: 1) ${below[0]}`, `${below[1]} } }`]);
const drafts = (below: readonly [string, string]): Way =>
  through('Query.myDrafts', [`{ myDrafts(first: 1) ${below[0]}`, `${below[1]} }`]);

const ways: { readonly [type: string]: Way } = {
  Employee: through('Query.employee', ['{ employee(id: "$person")', '}']),
  Contractor: through('Query.person', ['{ person(id: "$contractor") { ... on Contractor', '} }']),
  Person: through('Query.person', ['{ person(id: "$person")', '}']),
  Department: through('Query.department', ['{ department(id: "$department")', '}']),
  SalaryStatistics: through('Department.salaryStatistics', ['{ department(id: "$department") { salaryStatistics', '} }']),
  EmployeeConnection: through('Query.employees', ['{ employees(first: 1)', '}']),
  EmployeeEdge: through('Query.employees', ['{ employees(first: 1) { edges', '} }']),
  PageInfo: through('Query.employees', ['{ employees(first: 1) { pageInfo', '} }']),
  PersonConnection: through('Department.members', ['{ department(id: "$department") { members(first: 1)', '} }']),
  PersonEdge: through('Department.members', ['{ department(id: "$department") { members(first: 1) { edges', '} } }']),
  Review: reviews(['{ nodes', '}']),
  ReviewConnection: reviews(['', '']),
  ReviewEdge: reviews(['{ edges', '}']),
  Money: through('Employee.salary', ['{ employee(id: "$person") { salary', '} }']),
  User: through('Query.user', ['{ user(id: "$user")', '}']),
  UserConnection: through('Query.users', ['{ users(first: 1)', '}']),
  UserEdge: through('Query.users', ['{ users(first: 1) { edges', '} }']),
  Session: through('User.sessions', ['{ user(id: "$user") { sessions', '} }']),
  AuditEvent: through('Query.auditEvents', ['{ auditEvents(first: 1) { nodes', '} }']),
  AuditEventConnection: through('Query.auditEvents', ['{ auditEvents(first: 1)', '}']),
  AuditEventEdge: through('Query.auditEvents', ['{ auditEvents(first: 1) { edges', '} }']),
  ServerInfo: through('Query.serverInfo', ['{ serverInfo', '}']),
  AuthPayload: through('Mutation.login', ['mutation { $login', '}']),
  AccessDecision: through('Query.viewerCan', ['{ viewerCan(checks: [{ coordinate: "x" }])', '}']),
}; // prettier-ignore

/** Authors, who need not be anybody's manager, find their reviews where they began them. */
const waysOfAuthors: { readonly [type: string]: Way } = {
  Review: drafts(['{ nodes', '}']),
  ReviewConnection: drafts(['', '']),
  ReviewEdge: drafts(['{ edges', '}']),
};

/** How a kind of viewer gets at an object of a type; nothing for what is there without one: root fields and inputs. */
export function wayTo(type: string, kind: string): Way | undefined {
  return (kind === 'author' ? waysOfAuthors[type] : undefined) ?? ways[type];
}

/** Whether objects of a coordinate's type come from that field. */
export function isBehind(coordinate: string, holder: string): boolean {
  const type = coordinate.split('.')[0]!;
  return [ways, waysOfAuthors].some((each) => each[type]?.holder === holder);
}
