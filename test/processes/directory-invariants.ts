// What has to be so in the directory after any race and any crash, read from the store itself.
import { randomUUID } from 'node:crypto';
import type { DepartmentDocument } from '../../src/features/departments/department.repository.js';
import type { PersonDocument } from '../../src/features/people/person.document.js';
import type { Cluster } from './cluster.js';

export const move =
  'mutation ($id: ID!, $managerId: ID) { updateEmployee(id: $id, input: { managerId: $managerId }) { id manager { id } } }';
export const leave = 'mutation ($id: ID!, $on: Date!) { endEmployment(id: $id, on: $on) { id } }';
export const appoint =
  'mutation ($id: ID!, $headId: ID) { updateDepartment(id: $id, input: { headId: $headId }) { id } }';
export const hire = 'mutation ($input: CreateEmployeeInput!) { createEmployee(input: $input) { id } }';
export const rephone =
  'mutation ($id: ID!, $version: Int, $phone: String) { updateEmployee(id: $id, input: { version: $version, phone: $phone }) { version } }';

export const peopleIn = ({ database }: Cluster) => database.collection<PersonDocument>('people');
export const departmentsIn = ({ database }: Cluster) => database.collection<DepartmentDocument>('departments');

/** Stores so many employees whom nobody leads. */
export async function addEmployees(cluster: Cluster, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await peopleIn(cluster).insertMany(
    ids.map((_id) => ({
      _id, kind: 'EMPLOYEE', version: 1, name: `E ${_id}`, foldedName: `e ${_id}`, searchTokens: ['e'], email: `${_id}@example.com`,
    })),
  ); // prettier-ignore
  return ids;
}

/** What is wrong: circles, leavers who lead or head; of announcements nothing is said, as they lapse. */
export async function flawsOf(cluster: Cluster): Promise<string[]> {
  const people = await peopleIn(cluster).find({}).toArray();
  const byId = new Map(people.map((person) => [person._id, person]));
  const flaws: string[] = [];
  for (const person of people) {
    const above = new Set([person._id]);
    for (let at = byId.get(person.managerId ?? ''); at; at = byId.get(at.managerId ?? '')) {
      if (above.has(at._id)) flaws.push(`${person._id} is in or below a circle`);
      if (above.has(at._id)) break;
      above.add(at._id);
    }
    const manager = byId.get(person.managerId ?? '');
    if (typeof manager?.endedOn === 'string') flaws.push(`${manager._id} leaves and leads ${person._id}`);
  }
  for (const { _id, headId } of await departmentsIn(cluster).find({}).toArray())
    if (typeof byId.get(headId ?? '')?.endedOn === 'string') flaws.push(`${headId!} leaves and heads ${_id}`);
  return flaws;
}
