/** What an application can tell a client from a library's error. */
export type RefusalKind = 'invalid token' | 'unavailable' | 'other error'

export interface Refusal {
  readonly kind: RefusalKind
  /** What the library calls it: a code, the name of an error, an HTTP status. */
  readonly name: string
}

/** What came of one token, and how long it took. `waits`: there was no answer yet when we stopped to wait. */
export type Outcome =
  | { readonly ms: number; readonly is: 'passed' }
  | { readonly ms: number; readonly is: 'waits' }
  | ({ readonly ms: number; readonly is: 'refused' } & Refusal)

/** One library, set up as its documentation recommends for an ordinary backend. */
export interface Backend {
  /** Resolves for a good token; throws or rejects for a refused one. */
  verify(token: string): unknown
  /** Reads what `verify` threw. */
  explain(error: unknown): Refusal
}

/** The issuer that a backend is set up for. */
export interface IssuerAddress {
  readonly endpoint: string
  readonly jwksUri: string
  /** Where a measurement cannot wait for the library's own: how long keys count as fresh. */
  readonly ttlSeconds?: number
}

/** The class's name of an error that a library does not explain otherwise. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
