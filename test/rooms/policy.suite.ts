import { declareRoom } from './room.js';

await declareRoom('policy');
