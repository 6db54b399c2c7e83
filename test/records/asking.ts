// One operation on both executors, each over a store of its own: they have to agree on the answer, on the commands that
// reached the store, and on what it holds afterwards.
import { ApolloServer } from '@apollo/server';
import { expect } from '@jest/globals';
import { graphql } from 'graphql';
import { EmbeddedStore } from '../../src/database/embedded/store.js';
import type { Store } from '../../src/database/port.js';
import { contextOf } from './company/context.js';
import { company, contentsOf, fill } from './company/documents.js';
import type { Documents } from './company/documents.js';
import { schema } from './company/schema.js';
import type { Viewer } from './company/words.js';
import { recorded } from './recording.js';
import type { Command, Intervene } from './recording.js';

export interface Asked {
  readonly variables?: { readonly [name: string]: unknown };
  readonly documents?: Documents;
  readonly intervene?: Intervene;
}

/** What a client sees; places in the document left out. */
export interface Answer {
  readonly data?: { readonly [name: string]: unknown } | null;
  readonly errors?: readonly Refused[];
}

export interface Refused {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: object;
}

export interface Outcome {
  readonly answer: Answer;
  /** The answer as it was sent. */
  readonly bytes: string;
  readonly commands: readonly Command[];
  /** Id → what is different in the store afterwards; `null` for a document that is gone. */
  readonly changed: { readonly [id: string]: object | null };
}

const server = new ApolloServer<object>({ schema, includeStacktraceInErrorResponses: false });

/** Asks on graphql-js and on Apollo Server. */
export async function ask(viewer: Viewer | null, source: string, asked: Asked = {}): Promise<Outcome> {
  const outcome = await over(memory(), onGraphqlJs, viewer, source, asked);
  expect(await over(memory(), onApollo, viewer, source, asked)).toEqual(outcome);
  return outcome;
}

/** Asks on graphql-js over an empty store; twice in the same one adds up. */
export async function askOver(
  store: Store,
  viewer: Viewer | null,
  source: string,
  asked: Asked = {},
): Promise<Outcome> {
  return over(store, onGraphqlJs, viewer, source, asked);
}

/** A store that needs no disk. */
export function memory(): Store {
  return new EmbeddedStore(
    async () => undefined,
    async () => undefined,
  );
}

type Execute = (source: string, contextValue: object, variables: Asked['variables']) => Promise<object>;

const onGraphqlJs: Execute = async (source, contextValue, variables) =>
  graphql({ schema, source, contextValue, ...(variables && { variableValues: variables }) });

const onApollo: Execute = async (query, contextValue, variables) => {
  const { body } = await server.executeOperation({ query, ...(variables && { variables }) }, { contextValue });
  if (body.kind !== 'single') throw new Error('One result was expected.');
  return body.singleResult;
};

async function over(
  store: Store,
  execute: Execute,
  viewer: Viewer | null,
  source: string,
  { variables, documents = company, intervene }: Asked,
): Promise<Outcome> {
  await fill(store, documents);
  const before = await contentsOf(store);
  const recording = recorded(store, intervene);
  const { data, errors } = (await execute(source, contextOf(recording.store, viewer), variables)) as Answer;
  const bytes = JSON.stringify({ data, errors });
  const answer = JSON.parse(bytes) as Answer;
  for (const error of answer.errors ?? []) delete (error as { locations?: unknown }).locations;
  return { answer, bytes, commands: recording.commands, changed: difference(before, await contentsOf(store)) };
}

function difference(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): Outcome['changed'] {
  const changed: { [id: string]: object | null } = {};
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(id) as Values | undefined, after.get(id) as Values | undefined];
    const keys = Object.keys({ ...was, ...is }).filter((key) => was?.[key] !== is?.[key]);
    if (!is) changed[id] = null;
    else if (keys.length > 0) changed[id] = Object.fromEntries(keys.map((key) => [key, is[key] ?? null]));
  }
  return changed;
}

type Values = { readonly [key: string]: unknown };

export function forbidden(coordinate: string, path: readonly (string | number)[], more: object = {}): Refused {
  return { message: 'Not allowed.', path, extensions: { code: 'FORBIDDEN', coordinate, count: 1, ...more } };
}

export function unauthenticated(coordinate: string, path: readonly (string | number)[]): Refused {
  return { message: 'Not signed in.', path, extensions: { code: 'UNAUTHENTICATED', coordinate, count: 1 } };
}

export function notFound(path: readonly string[]): Refused {
  return { message: 'Not found.', path, extensions: { code: 'NOT_FOUND' } };
}

export function conflict(path: readonly string[]): Refused {
  return { message: 'The value is taken, or was changed meanwhile.', path, extensions: { code: 'CONFLICT' } };
}

/** Both executors refuse it before anything runs: no data, no command, nothing written, and no value of the company. */
export async function refusedBefore(viewer: Viewer, source: string, variables?: object): Promise<void> {
  for (const execute of [onGraphqlJs, onApollo]) {
    const asked = variables ? { variables: { ...variables } } : {};
    const { answer, bytes, commands, changed } = await over(memory(), execute, viewer, source, asked);
    expect(answer.data).toBeUndefined();
    expect(answer.errors!.length).toBeGreaterThan(0);
    expect(commands).toEqual([]);
    expect(changed).toEqual({});
    for (const { salary, notes } of company.people) {
      expect(bytes).not.toContain(String(salary));
      expect(bytes).not.toContain(notes!);
    }
  }
}
