import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../errors.js';
import type { ErrorCode, PublicDetails } from '../errors.js';
import { negotiate } from './media-type.js';

/** A request that is answered with an error as a whole: nothing of it ran, and the body has no `data`. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  /** Instead of the catalogue's text; never repeats anything of the request. */
  readonly text?: string;
  readonly details?: PublicDetails;
  readonly headers?: Readonly<Record<string, string>>;
}

const texts: Readonly<Record<number, string>> = {
  404: 'Nothing is here.',
  405: 'The method is not allowed here.',
  406: 'Answers are application/json or application/graphql-response+json; accept one of them.',
  408: 'The request took too long to arrive.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  415: 'The body must be application/json in UTF-8, without a content encoding.',
  431: 'The headers are too large, or too many.',
};

/** What HTTP itself refuses, with the text of that status. */
export function badRequest(status: number, headers?: Refusal['headers']): Refusal {
  const text = texts[status];
  return {
    status,
    code: 'BAD_REQUEST',
    ...(text !== undefined && { text }),
    ...(headers && { headers }),
  };
}

/** The same bytes for the same refusal, whoever asks. */
export function refusalBody({ code, text, details }: Refusal): string {
  return JSON.stringify({ errors: [{ message: text ?? catalogue[code].text, extensions: { code, ...details } }] });
}

/** Answers with the media type that the client prefers, JSON when it accepts none of ours. */
export function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (request.outcome) request.outcome.codes = [refusal.code];
  const mediaType = negotiate(request.headers.accept) ?? 'application/json';
  return reply
    .code(refusal.status)
    .headers(refusal.headers ?? {})
    .type(`${mediaType}; charset=utf-8`)
    .send(refusalBody(refusal));
}
