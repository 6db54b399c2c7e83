import type { Settings } from '../../config/settings.js';

/** A cost of 31 takes days, and a worker with it; one below 10 is no hash to trust, unless this server makes such. */
const costs = { least: 10, most: 16 };

/**
 * The stored value when it is a bcrypt hash of a cost to trust; else `undefined`. Records are not trusted to have the
 * shape that they should.
 *
 * @param ownCost the cost of the hashes that this server makes.
 */
export function soundHash(stored: unknown, ownCost: Settings['BCRYPT_COST']): string | undefined {
  if (typeof stored !== 'string') return undefined;
  const match = /^\$2[ab]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(stored);
  const cost = Number(match?.[1]);
  return cost >= Math.min(costs.least, ownCost) && cost <= costs.most ? stored : undefined;
}

/** A hash that nobody's password has, to be compared where there is none: it takes the time of a real one. */
export function decoyHash(cost: Settings['BCRYPT_COST']): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'decoydecoydecoydecoyde'}${'.'.repeat(31)}`;
}
