// Imported by a server first: its passwords are then hashed as bcrypt does by itself, in libuv's thread pool.
import bcrypt from 'bcrypt';
import { Piscina } from 'piscina';
import type { CompareTask, HashTask } from '../../src/identity/passwords/worker.js';

Piscina.prototype.run = (task: CompareTask | HashTask) =>
  'hash' in task ? bcrypt.compare(task.text, task.hash) : bcrypt.hash(task.text, task.cost);
