/** Mutations that try a secret of the sender's: of these an operation holds at most one. */
export const secretMutations: ReadonlySet<string> = new Set(['login', 'refresh', 'changePassword']);
