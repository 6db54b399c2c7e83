/** What a signed-in client holds. */
export interface Tokens {
  readonly accessToken: string;
  /** `null` where the server keeps it in a cookie. */
  readonly refreshToken: string | null;
  /** Whom they name: a request of one user is never repeated as another. */
  readonly userId: string;
  /** From here on (milliseconds since the epoch) the access token is renewed before it is used. */
  readonly staleAt: number;
}

/**
 * Where the tokens are. Synchronous, so that nothing happens between a read and the write that relies on it; read
 * before each use, so that windows which share a store share a session. What a page's script can read, a script that
 * was smuggled into the page can read too: prefer memory to `localStorage`.
 */
export interface TokenStore {
  read(): Tokens | undefined;
  /** `undefined`: nobody is signed in any more. */
  write(tokens: Tokens | undefined): void;
}

/** Forgets everything with the process or the page. */
export function memoryTokenStore(): TokenStore {
  let held: Tokens | undefined;
  return {
    read: () => held,
    write: (tokens) => void (held = tokens),
  };
}
