// What the three servers serve: two employees, and who asks.
export interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}

export interface Context {
  readonly viewer: Viewer | null;
}

export interface Person {
  readonly id: string;
  name: string;
  salary: number;
}

export interface ChangeArguments {
  readonly input: { readonly id: string; readonly name?: string | null; readonly salary?: number | null };
}

export const people: readonly Person[] = [
  { id: 'ada', name: 'Ada', salary: 7 },
  { id: 'bela', name: 'Bela', salary: 8 },
];

const viewers = new Map<string, Viewer>([
  ['ada', { id: 'ada', roles: [] }],
  ['hanna', { id: 'hanna', roles: ['HR'] }],
]);

/** The one whom the header names; a real server verifies a token here. */
export function contextOf(header: string | null | undefined): Context {
  return { viewer: viewers.get(header ?? '') ?? null };
}

/** Writes whatever it is given: what may be sent is not its business. */
export function change({ input }: ChangeArguments): Person | null {
  const person = people.find(({ id }) => id === input.id);
  if (!person) return null;
  if (typeof input.name === 'string') person.name = input.name;
  if (typeof input.salary === 'number') person.salary = input.salary;
  return person;
}
