import { ApiError } from '../errors.js';

/** The embedded store gave up answering: closed, or a write did not reach the disk. Only a restart helps. */
export class StoreUnavailableError extends ApiError {
  constructor(detail: string, options?: ErrorOptions) {
    super('SERVICE_UNAVAILABLE', { cause: new Error(detail, options) });
    this.name = 'StoreUnavailableError';
  }
}
