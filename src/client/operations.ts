import { answerOf } from './answer.js';
import type { Answer, ResponseBody } from './answer.js';
import type { Sdk } from './generated/sdk.js';
import { sessionOperations } from './session.js';
import type { SessionOperation } from './session.js';

/** What one call may be given beside its variables. */
export interface CallOptions {
  /** Aborts the request. A renewal of the tokens that is under way goes on for the others, and is waited for. */
  readonly signal?: AbortSignal;
}

/** One method an operation of `operations/*.graphql`. */
export type Operations = { readonly [Name in keyof Sdk as Exclude<Name, SessionOperation>]: Operation<Sdk[Name]> };

type Operation<Method extends Sdk[keyof Sdk]> = undefined extends Parameters<Method>[0]
  ? (variables?: Parameters<Method>[0], options?: CallOptions) => Promise<Answer<DataOf<Method>>>
  : (variables: Parameters<Method>[0], options?: CallOptions) => Promise<Answer<DataOf<Method>>>;

type DataOf<Method extends Sdk[keyof Sdk]> = Awaited<ReturnType<Method>>['data'];

/** Turns each generated method into one that answers denials beside the data. `sdkFor` is asked anew for each call. */
export function operationsOf(sdkFor: (options: CallOptions) => Sdk): Operations {
  const call =
    (name: keyof Sdk) =>
    async (variables: unknown, options: CallOptions = {}) => {
      // The compiler cannot tell that the variables are those of the method with that name; `Operations` says it.
      const method = sdkFor(options)[name] as (variables: unknown) => Promise<ResponseBody<unknown>>;
      return answerOf(await method(variables));
    };
  const names = Object.keys(sdkFor({})) as (keyof Sdk)[];
  const offered = names.filter((name) => !sessionOperations.some((operation) => operation === name));
  return Object.fromEntries(offered.map((name) => [name, call(name)])) as unknown as Operations;
}
