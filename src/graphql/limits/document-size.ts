// What is refused before the document is validated, or even parsed: both are work that grows with it.
import { mostBytes, mostTokens } from './limits.js';

/** For graphql-js: it stops reading at the first token too many, so nesting is bounded too. */
export const parseOptions = { maxTokens: mostTokens } as const;

/** Says by how much a document has too many bytes; `undefined` when it has not, and for what is no text. */
export function tooManyBytes(document: unknown): string | undefined {
  if (typeof document !== 'string') return undefined;
  const bytes = Buffer.byteLength(document);
  return bytes > mostBytes
    ? `The document is too large: ${bytes.toLocaleString('en')} bytes (at most ${mostBytes.toLocaleString('en')}).`
    : undefined;
}

/** Says that a document has too many tokens, where a syntax error of graphql-js means that; else `undefined`. */
export function tooManyTokens(message: string): string | undefined {
  return message.startsWith(`Syntax Error: Document contains more that ${mostTokens} tokens.`)
    ? `The document is too large: more than ${mostTokens.toLocaleString('en')} tokens.`
    : undefined;
}
