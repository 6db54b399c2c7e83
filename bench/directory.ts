// What the directory costs: on the embedded store among ever more people, and beside a MongoDB server to the least that
// answers the same page.
//
// among N, on the embedded store  the same list and the same insert in companies of 1,000 to 100,000. A page is read as
//                                 `Query.employees` reads it, ten times; the last by a place in the list; the insert
//                                 is on the disk when it is over
// opened, resident memory         of a process that opens the store: its data folder was made before
// page of 100                     over HTTP, among 1,000 people on the MongoDB server: commands as the driver reports
//                                 them, those of facts included, and the documents that the server examined for the list
// processor time                  of the answering process, in all its threads, for a page of 50 of the same: a process
//                                 in production mode, asked by another on one connection, with its log line written
// bare handler                    node:http, jsonwebtoken's `verify`, the bare driver with the same index and projection,
//                                 JSON.stringify
//
// The times are the server's, as it is: the one that tests start is written in Python.
import 'reflect-metadata';
import { startMongo } from '../test/database/server.js';
import { commandsOfPages } from './directory/commands.js';
import { residentMemory } from './directory/memory.js';
import { processorTime } from './directory/processor-time.js';
import { amongEverMore } from './directory/sizes.js';
import type { Benchmark, Result } from './measure.js';

const employees = 1_000;

export const directory: Benchmark = {
  name: 'directory',
  goal: 'goal: pages ≤ 1.30 and an insert ≤ 1.50 of those among 1,000; at most 5 commands; processor time ≤ 2.00 of bare',
  async run() {
    const onMongo = await besideMongo();
    return [...onMongo, ...(await residentMemory()), ...(await amongEverMore())];
  },
};

async function besideMongo(): Promise<Result[]> {
  const mongo = await startMongo();
  if (!mongo) {
    console.error(
      'directory: without a MongoDB server (MONGODB_URI or SECANTUSDB), neither the commands of a page nor its processor time beside a bare handler were measured.',
    );
    return [];
  }
  try {
    return [...(await commandsOfPages(mongo, employees)), ...(await processorTime(mongo, employees))];
  } finally {
    await mongo.stop();
  }
}
