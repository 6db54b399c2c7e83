#!/usr/bin/env node
// claimcheck <command>: exit codes 0 done, 1 refused or failed, 2 wrong usage.
import 'reflect-metadata';
import { run } from './cli/run.js';

await run(process.argv);
