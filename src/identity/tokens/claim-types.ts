// What a claim may be: a typed table of these is the whole of what a token of one kind has to say.

/** What one claim has to be. */
export interface ClaimType {
  /** In words, after "has to be". */
  readonly says: string;
  /** Judges the claim's value, `undefined` where it is missing. Never throws. */
  readonly holds: (value: unknown) => boolean;
}

/** Each claim of `C` and its type. Claims that are not in the table are ignored (RFC 7519, section 4). */
export type ClaimTypes<C> = { readonly [claim in keyof C]-?: ClaimType };

/** Exactly this text. */
export function exactly(text: string): ClaimType {
  return { says: `exactly ${JSON.stringify(text)}`, holds: (value) => value === text };
}

/** This audience, alone or as the only one of a list (RFC 7519, section 4.1.3). */
export function onlyAudience(audience: string): ClaimType {
  return {
    says: `exactly ${JSON.stringify(audience)}, alone or as the only one of a list`,
    holds: (value) => value === audience || (Array.isArray(value) && value.length === 1 && value[0] === audience),
  };
}

/** An id. */
export const identifier: ClaimType = {
  says: 'a text of 1 to 256 characters',
  holds: (value) => typeof value === 'string' && value.length > 0 && value.length <= 256,
};

/** A count, or a NumericDate (RFC 7519, section 2) in whole seconds, in the range in which arithmetic is exact. */
export const wholeNumber: ClaimType = {
  says: 'a whole number, not negative',
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

/** The same, or nothing at all. */
export const optionalWholeNumber: ClaimType = {
  says: 'missing, or a whole number, not negative',
  holds: (value) => value === undefined || wholeNumber.holds(value),
};

/** A list of texts, which may be empty. */
export const texts: ClaimType = {
  says: 'a list of texts',
  holds: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};
