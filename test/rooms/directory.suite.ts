// The server that they start stays for all files.
import '../stores.js';
import { declareRoom } from './room.js';

await declareRoom('directory');
