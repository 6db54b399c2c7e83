import { declareRoom } from './room.js';

await declareRoom('cells');
