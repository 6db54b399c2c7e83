// What is sent to a MongoDB server, as the driver reports it: for tests of what a query asks for, how often, and by which
// index it is served.
import type { CommandStartedEvent, MongoClient } from 'mongodb';
import { MongoStore } from '../../src/database/mongo.js';
import type { Store } from '../../src/database/port.js';

/** A part of a command. A sort of the driver's `find` and `findOneAndUpdate` is a `Map`. */
export type Part = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/** One command on a collection. Keys that the command does not have are absent. */
export interface Command {
  /** `find`, `count`, `aggregate`, `update`, `findAndModify`, `insert`, `delete`, `getMore`. */
  readonly name: string;
  readonly collection: string;
  /** Of a count: that of the `$match` which the driver makes of it. */
  readonly filter?: Part;
  readonly sort?: Part;
  readonly projection?: Part;
  readonly limit?: number;
  /** Of an aggregate that is no count. */
  readonly pipeline?: readonly Fields[];
  /** As it was sent. */
  readonly sent: Fields;
}

/** What was sent since the recording began. */
export interface Recording {
  /** In the order of sending; of `collection` only, where one is named. */
  commands(collection?: string): readonly Command[];
  /** What was sent since the last `take`, and forgets it. */
  take(): readonly Command[];
  stop(): void;
}

type Fields = Readonly<Record<string, unknown>>;

const recorded = new Set(['find', 'count', 'aggregate', 'update', 'findAndModify', 'insert', 'delete', 'getMore']);

/**
 * Records the commands that a store, or a driver's client, sends from now on; what the process sends by itself (the feed
 * of revocations, deliveries of the audit log) is among them. The URI has to have `monitorCommands=true`, as that of
 * `freshUri` does.
 */
export function recordCommands(store: Store | MongoClient): Recording {
  const client = clientOf(store);
  let commands: Command[] = [];
  const listen = ({ commandName, command }: CommandStartedEvent): void => {
    if (recorded.has(commandName)) commands.push(...readCommand(commandName, command));
  };
  client.on('commandStarted', listen);
  return {
    commands: (collection) =>
      commands.filter((command) => collection === undefined || command.collection === collection),
    take() {
      const taken = commands;
      commands = [];
      return taken;
    },
    stop: () => void client.off('commandStarted', listen),
  };
}

/** The driver's client behind a store. */
export function clientOf(store: Store | MongoClient): MongoClient {
  const client = 'kind' in store ? (store instanceof MongoStore ? store.client : undefined) : store;
  if (!client?.options.monitorCommands)
    throw new Error('only a MongoDB opened with monitorCommands=true can be watched');
  return client;
}

function readCommand(name: string, sent: Fields): Command[] {
  const collection = String(name === 'getMore' ? sent['collection'] : sent[name]);
  const whole = { name, collection, sent };
  switch (name) {
    case 'find':
      return [
        {
          ...whole,
          ...present({
            filter: sent['filter'],
            sort: sent['sort'],
            projection: sent['projection'],
            limit: sent['limit'],
          }),
        },
      ];
    case 'count':
      return [{ ...whole, ...present({ filter: sent['query'], limit: sent['limit'] }) }];
    case 'aggregate':
      return [{ ...whole, ...readPipeline(sent['pipeline'] as Fields[]) }];
    case 'findAndModify':
      return [{ ...whole, ...present({ filter: sent['query'], sort: sent['sort'], projection: sent['fields'] }) }];
    case 'update':
      return (sent['updates'] as Fields[]).map(({ q }) => ({ ...whole, filter: q as Part }));
    case 'delete':
      return (sent['deletes'] as Fields[]).map(({ q }) => ({ ...whole, filter: q as Part }));
    default:
      return [whole];
  }
}

/** The driver counts by `$match`, `$limit` and a `$group` of one. */
function readPipeline(pipeline: readonly Fields[]): Partial<Command> {
  const stages = Object.assign({}, ...pipeline) as Fields;
  const { _id: group } = (stages['$group'] ?? {}) as Fields;
  if (group !== 1) return { pipeline };
  return { name: 'count', ...present({ filter: stages['$match'], limit: stages['$limit'] }) };
}

function present(values: Fields): Partial<Command> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
