/** What a client asks of a backend, as its proxy tells. */
export interface Asked {
  /** As it was sent: case counts. */
  readonly method: string
  /** In lower case, without a port. */
  readonly host: string
  /** As the client sent it, without the query: nothing is decided by a query. */
  readonly rawPath: string
  /** Decoded, for the rules. */
  readonly path: string
  /** Why the path may mean another one to the proxy or the backend; undefined where it cannot. */
  readonly ambiguity: string | undefined
  /** The client's headers, names and values in turn, as they came; and an `Upgrade` where a WebSocket shows without. */
  readonly headers: readonly string[]
  /** Whether a header has some backends take another method. */
  readonly overridesMethod: boolean
  /** The addresses that the proxy tells, the client's own last; not looked at, and for the log alone. */
  readonly forwardedFor: string | undefined
}
