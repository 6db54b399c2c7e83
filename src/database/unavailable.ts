import { ApiError } from '../errors.js';

/**
 * The store does not answer: a MongoDB server not in time; the embedded store is closed, or a write did not reach the disk
 * (then only a restart helps).
 */
export class StoreUnavailableError extends ApiError {
  constructor(detail: string, options?: ErrorOptions) {
    super('SERVICE_UNAVAILABLE', { cause: new Error(detail, options) });
    this.name = 'StoreUnavailableError';
  }
}
