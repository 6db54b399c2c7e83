// The demo company's people, derived from their number alone.
import { createHash } from 'node:crypto';
import { derivedOf as derivedOfDepartment } from './departments/department.repository.js';
import type { DepartmentDocument } from './departments/department.repository.js';
import type { ReviewDocument } from './reviews/review.repository.js';
import { derivedOf } from './people/person.document.js';
import type { PersonDocument } from './people/person.document.js';

const departments = ['Engineering', 'Finance', 'Operations', 'People', 'Sales'] as const;
const titles: Readonly<Record<(typeof departments)[number], string>> = {
  Engineering: 'Engineer',
  Finance: 'Controller',
  Operations: 'Coordinator',
  People: 'Recruiter',
  Sales: 'Account executive',
};
const givenNames = ['Ada', 'Bela', 'Chidi', 'Dalia', 'Emil', 'Farah', 'Goran', 'Hana', 'Iris', 'Jonas', 'Kemal', 'Lena', 'Mateo', 'Nadia', 'Oskar', 'Priya', 'Quentin', 'Rosa', 'Samir', 'Tove', 'Uma', 'Viktor', 'Wanda', 'Xenia', 'Yusuf', 'Zofia']; // prettier-ignore
const familyNames = ['Adler', 'Bianchi', 'Castro', 'Dvorak', 'Eriksen', 'Fontaine', 'Garcia', 'Horvat', 'Ito', 'Jansen', 'Kowalski', 'Lindgren', 'Moreau', 'Novak', 'Okafor', 'Petrov', 'Quist', 'Rossi', 'Schmidt', 'Tanaka', 'Urban', 'Varga', 'Weber', 'Yilmaz', 'Zhang']; // prettier-ignore
const agencies = ['Northwind Partners', 'Bluebird Staffing', 'Kestrel & Co'] as const;
const streets = ['Birch Lane', 'Canal Street', 'Harbour Road', 'Mill Way', 'Orchard Row', 'Station Square'];

/**
 * Who stands where, by number: 0 leads the company, then five of each row of this table, one a department. Everybody
 * from `senior` on reports to one of the two of their department in the row above, so managers are four deep.
 */
const firstOf = { head: 1, specialist: 6, lead: 11, senior: 21, staff: 31 } as const;

/** Numbers of the people who have an account: the head of Engineering, a specialist of theirs, and one of People. */
const accounts: Readonly<Record<number, string>> = { 1: 'user-manager', 6: 'user-employee', 9: 'user-hr' };

/** The five departments, each with its head. */
export function demoDepartments(): DepartmentDocument[] {
  return departments.map((name, index) => ({
    _id: idOf('department', index),
    version: 1,
    name,
    ...derivedOfDepartment({ name }),
    headId: idOf('person', index + 1),
    budgetAmount: (400 + pick(`budget ${index}`, 600)) * 100_000,
  }));
}

/** So many employees. */
export function demoPeople(count: number): PersonDocument[] {
  return Array.from({ length: count }, (_, index) => person(index));
}

/** So many contractors, each in the department and chain of the employee of that number. */
export function demoContractors(count: number): PersonDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const at = index % departments.length;
    const name = nameOf(`contractor ${index}`);
    const email = `${name.toLowerCase().replace(' ', '.')}.c${index}@contractor.example`;
    const agency = agencies[index % agencies.length]!;
    return {
      _id: idOf('contractor', index),
      kind: 'CONTRACTOR',
      version: 1,
      name,
      ...derivedOf({ name, email, agency }),
      email,
      phone: `+49 30 5551 ${String(1_000 + (index % 9_000))}`,
      departmentId: idOf('department', at),
      managerId: idOf('person', firstOf.head + at),
      agency,
      contractEndsOn: day(`contract ${index}`, 2027, 2),
      homeAddress: addressOf(`contractor ${index}`),
      dayRateAmount: 40_000 + pick(`rate ${index}`, 600) * 100,
    };
  });
}

/** A review that is submitted and one that is not, of each employee who reports to a head of department. */
export function demoReviews(people: readonly PersonDocument[]): ReviewDocument[] {
  const reviewed = people.slice(firstOf.specialist, firstOf.senior);
  return reviewed.flatMap(({ _id: employeeId, managerId: authorId }, index) =>
    (['2025', '2026'] as const).map((period) => ({
      _id: idOf(`review ${period}`, index),
      employeeId,
      authorId: authorId!,
      period,
      status: period === '2025' ? 'SUBMITTED' : 'DRAFT',
      rating: 2 + pick(`rating ${period} ${index}`, 4),
      comments: `Kept what was promised for ${period}.`,
      privateNotes: `To be promoted in ${Number(period) + 1 + pick(`promotion ${index}`, 3)}.`,
      createdAt: new Date(Date.UTC(Number(period), 11, 1 + (index % 28))),
    })),
  );
}

function person(index: number): PersonDocument {
  const at = index === 0 ? 3 : (index - 1) % departments.length;
  const department = departments[at]!;
  const name = nameOf(String(index));
  const address = `${name.toLowerCase().replace(' ', '.')}.${index}`;
  const manager = managerOf(index);
  const account = accounts[index];
  const email = `${address}@claimcheck.example`;
  const jobTitle = titleOf(index, department);
  return {
    _id: idOf('person', index),
    kind: 'EMPLOYEE',
    version: 1,
    name,
    ...derivedOf({ name, email, jobTitle }),
    email,
    phone: `+49 30 5550 ${String(1_000 + (index % 9_000))}`,
    departmentId: idOf('department', at),
    ...(manager !== undefined && { managerId: idOf('person', manager) }),
    jobTitle,
    hiredOn: day(`hired ${index}`, 2012, 13),
    personalEmail: `${address}@home.example`,
    homeAddress: addressOf(String(index)),
    birthDate: day(`born ${index}`, 1962, 38),
    salaryAmount:
      (index === 0 ? 18_000_000 : index < firstOf.specialist ? 11_000_000 : 4_000_000) +
      pick(`salary ${index}`, 3_000) * 1_000,
    bankAccount: `DE${String(10 + pick(`check ${index}`, 89))}50010517${String(pick(`account ${index}`, 9_999_999_999)).padStart(10, '0')}`,
    nationalId: `N${String(pick(`national ${index}`, 999_999_999)).padStart(9, '0')}`,
    notes: `Review talk held on ${day(`talk ${index}`, 2024, 2)}.`,
    ...(account !== undefined && { userId: account }),
  };
}

function nameOf(seed: string): string {
  const [given, family] = [pick(`given ${seed}`, givenNames.length), pick(`family ${seed}`, familyNames.length)];
  return `${givenNames[given]!} ${familyNames[family]!}`;
}

function addressOf(seed: string): string {
  return `${1 + pick(`house ${seed}`, 140)} ${streets[pick(`street ${seed}`, streets.length)]!}`;
}

function titleOf(index: number, department: (typeof departments)[number]): string {
  const title = titles[department];
  if (index === 0) return 'Chief executive';
  if (index < firstOf.specialist) return `Head of ${department}`;
  if (index < firstOf.lead) return `${title}, staff of the head`;
  if (index < firstOf.senior) return `Lead ${title.toLowerCase()}`;
  return index < firstOf.staff ? `Senior ${title.toLowerCase()}` : title;
}

/** Departments are dealt out in turn, so the people of one stand five apart. */
function managerOf(index: number): number | undefined {
  if (index === 0) return undefined;
  if (index < firstOf.specialist) return 0;
  const at = (index - 1) % departments.length;
  if (index < firstOf.senior) return firstOf.head + at;
  const second = departments.length * (Math.floor((index - 1) / departments.length) % 2);
  return (index < firstOf.staff ? firstOf.lead : firstOf.senior) + at + second;
}

function idOf(kind: string, index: number): string {
  const hex = createHash('sha256').update(`demo ${kind} ${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** A number from 0 to below the bound, the same for the same seed. */
function pick(seed: string, bound: number): number {
  return createHash('sha256').update(seed).digest().readUIntBE(0, 6) % bound;
}

function day(seed: string, firstYear: number, years: number): string {
  const date = new Date(Date.UTC(firstYear, 0, 1 + pick(seed, years * 365)));
  return date.toISOString().slice(0, 10);
}
