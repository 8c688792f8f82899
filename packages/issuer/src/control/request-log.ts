/** One request that came, without its query, credentials or body. */
export interface LoggedRequest {
  /** When it came, by the issuer's clock, in milliseconds. */
  readonly atMs: number
  readonly method: string
  readonly path: string
  /** `undefined` while there is no answer, and where the connection was dropped. */
  readonly status: number | undefined
  /** What the sender said about caching, such as `no-cache`. */
  readonly cacheControl: string | undefined
}

/** What was asked of the issuer, oldest first. Requests under `/dev/` are not in it, but for the
 * keys that the fault `jku` points to. */
export interface RequestLog {
  /** Notes a request and gives the function that notes its answer. */
  add(request: Request, atMs: number): (status: number) => void
  /** All, or those for one path. */
  list(path?: string): readonly LoggedRequest[]
  reset(): void
}

const MAX_REQUESTS = 10_000

export function createRequestLog(): RequestLog {
  let entries: { -readonly [Name in keyof LoggedRequest]: LoggedRequest[Name] }[] = []
  return {
    add({ method, url, headers }, atMs) {
      const cacheControl = headers.get('cache-control') ?? undefined
      const path = new URL(url).pathname
      const entry: (typeof entries)[number] = { atMs, method, path, status: undefined, cacheControl }
      if (entries.length === MAX_REQUESTS) entries.shift()
      entries.push(entry)
      return (status) => {
        entry.status = status
      }
    },
    list: (path) =>
      entries.filter((entry) => path === undefined || entry.path === path).map((entry) => ({ ...entry })),
    reset() {
      entries = []
    },
  }
}
