// Two kinds of stored hashes, told apart by a mark and never by trial: trying both would cost twice, and let a hash of one
// kind pass for the other. `$2b$12$…` is bcrypt over the peppered digest, made here; `bcrypt:$2y$10$…` is bcrypt over the
// password itself, imported from elsewhere.

/** A stored hash that may be compared with. */
export interface SoundHash {
  /** `peppered`: made here. `plain`: imported. */
  readonly scheme: 'peppered' | 'plain';
  /** As the bcrypt package reads it. */
  readonly bcrypt: string;
  readonly cost: number;
}

/** What bcrypt can do at least, and what a worker can bear: a cost of 31 takes days. */
const costs = { least: 4, most: 16 };

/**
 * The stored value when it is a bcrypt hash of a cost that can be borne; else `undefined`. Records are not trusted to have
 * the shape that they should.
 */
export function soundHash(stored: unknown): SoundHash | undefined {
  if (typeof stored !== 'string') return undefined;
  const [, mark, variant, digits, tail] = /^(bcrypt:)?\$2([aby])\$(\d\d)\$([./A-Za-z0-9]{53})$/.exec(stored) ?? [];
  const cost = Number(digits);
  if (!(cost >= costs.least && cost <= costs.most)) return undefined;
  if (mark === undefined) return variant === 'y' ? undefined : { scheme: 'peppered', bcrypt: stored, cost };
  // crypt_blowfish's name of what is $2b$ elsewhere; the bcrypt package does not know it.
  const known = variant === 'y' ? 'b' : variant;
  return { scheme: 'plain', bcrypt: `$2${known}$${digits}$${tail}`, cost };
}

/** A hash that nobody's password has, to be compared where there is none: it takes the time of a real one. */
export function decoyHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'decoydecoydecoydecoyde'}${'.'.repeat(31)}`;
}

/** Hashes whose comparison takes what one of `cost` lacks to one of `full`: each step of cost doubles the time. */
export function paddingHashes(cost: number, full: number): string[] {
  return Array.from({ length: Math.max(full - cost, 0) }, (_, step) => decoyHash(cost + step));
}
