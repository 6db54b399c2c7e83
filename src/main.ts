#!/usr/bin/env node
// claimcheck <command>: exit codes 0 done, 1 refused or failed, 2 wrong usage.
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { run } from './cli/run.js';

if (existsSync('.env')) process.loadEnvFile('.env'); // what the environment sets already stays
await run(process.argv);
