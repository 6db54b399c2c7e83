import { declareRoom } from './room.js';

await declareRoom('start');
