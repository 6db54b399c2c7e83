import type { RequestOrigin } from '../context.js';

/** Where a request came from: what sessions and audit records keep of it. A `Context` is one. */
export type Origin = Pick<RequestOrigin, 'requestId' | 'address' | 'userAgent'>;
