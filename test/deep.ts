/** Whether the long rounds are asked for too: `npm run test:deep`. */
export const deep = process.env['DEEP'] === '1';
