import { parseDuration } from './duration.js';

/** How many attempts may fail within a window of so many milliseconds. */
export interface LoginLimit {
  readonly attempts: number;
  readonly window: number;
}

/** `5/15m` → five attempts in fifteen minutes; `off` → no limit; `undefined` for anything else. */
export function parseLoginLimit(text: string): LoginLimit | 'off' | undefined {
  if (text === 'off') return text;
  const match = /^(\d{1,9})\/(\w+)$/.exec(text);
  const attempts = Number(match?.[1]);
  const window = parseDuration(match?.[2] ?? '');
  return attempts > 0 && window !== undefined && window > 0 ? { attempts, window } : undefined;
}
