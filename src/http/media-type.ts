// Content negotiation for the two media types of GraphQL over HTTP. It happens before an operation runs: Apollo Server
// finds out that no type is acceptable only after a mutation has written.

/** Those in which we answer. */
export type MediaType = 'application/json' | 'application/graphql-response+json';

interface Quality {
  readonly value: number;
  /** Position in the header, to let the client's order decide between equals; `Infinity` for a wildcard. */
  readonly position: number;
}

/** The best of our two types for an `Accept` header (RFC 9110, 12.5.1); `null` when it accepts neither. */
export function negotiate(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const json = quality(accept, 'application/json');
  const graphql = quality(accept, 'application/graphql-response+json');
  if (json.value === 0 && graphql.value === 0) return null;
  if (json.value !== graphql.value)
    return json.value > graphql.value ? 'application/json' : 'application/graphql-response+json';
  return json.position <= graphql.position ? 'application/json' : 'application/graphql-response+json';
}

/** Whether a page is asked for rather than an answer: true for browsers, false for an `Accept` of any type. */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const html = quality(accept, 'text/html').value;
  return (
    html > quality(accept, 'application/json').value &&
    html > quality(accept, 'application/graphql-response+json').value
  );
}

function quality(accept: string, type: string): Quality {
  let best: Quality = { value: 0, position: Infinity };
  let specificity = 0;
  for (const [position, range] of accept.toLowerCase().split(',').entries()) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    const exactness = name === type ? 3 : name === `${type.split('/')[0]}/*` ? 2 : name === '*/*' ? 1 : 0;
    if (exactness <= specificity) continue;
    specificity = exactness;
    best = { value: weight(parameters), position: exactness === 3 ? position : Infinity };
  }
  return best;
}

function weight(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  const value = Number(given.slice(2));
  return value >= 0 && value <= 1 ? value : 0;
}
