import { readFreshness, readRetryAfter } from './cache-control.ts'
import type { FetchDocument, FetchedDocument } from './fetch-document.ts'
import { readBytes } from './read-bytes.ts'
import { rejectOnAbort } from './reject-on-abort.ts'

/** How one document is fetched. */
export interface FetchSettings {
  readonly fetch: FetchDocument
  /** For headers and body together, in milliseconds. */
  readonly timeoutMs: number
  /** For the body after decompression. */
  readonly maxBytes: number
  /** Ends every fetch that is under way. */
  readonly closing: AbortSignal
}

/** Why a fetch brought nothing usable. A closed list: it goes into events and details as it is. */
export type FetchFailure =
  | 'network_error'
  | 'timeout'
  | 'closed'
  | 'redirect'
  | 'http_status'
  | 'too_large'
  | 'not_json'
  | 'wrong_document'
  | 'issuer_mismatch'
  | 'insecure_jwks_uri'
  | 'empty_set'
  | 'no_usable_key'

/** A fetch that brought nothing usable. */
export interface FailedFetch {
  readonly ok: false
  readonly failure: FetchFailure
  /** The HTTP status, where that is what was wrong. */
  readonly status?: number
  /** How long the server asks to be left alone. */
  readonly retryAfterSeconds?: number | undefined
}

export type FetchedJson =
  { readonly ok: true; readonly json: unknown; readonly maxAgeSeconds: number | undefined } | FailedFetch

/**
 * Fetches one JSON document: one time limit for headers and body, a byte limit while streaming, no redirects, and
 * past every cache on the way. Does not throw; does not look at the content type, since issuers get it wrong.
 */
export async function fetchJson(url: string, settings: FetchSettings): Promise<FetchedJson> {
  const { timeoutMs, closing } = settings
  if (closing.aborted) return { ok: false, failure: 'closed' }
  const controller = new AbortController()
  const { signal } = controller
  const end = (): void => controller.abort()
  const limit = AbortSignal.timeout(timeoutMs)
  limit.addEventListener('abort', end)
  closing.addEventListener('abort', end)
  // A custom fetch may not heed the signal: the race keeps the promise of the time limit.
  const fetched = await Promise.race([rejectOnAbort(signal), readDocument(url, settings, signal)]).catch(
    (): FailedFetch => ({
      ok: false,
      failure: closing.aborted ? 'closed' : limit.aborted ? 'timeout' : 'network_error',
    }),
  )
  limit.removeEventListener('abort', end)
  closing.removeEventListener('abort', end)
  return fetched
}

async function readDocument(
  url: string,
  { fetch, maxBytes }: FetchSettings,
  signal: AbortSignal,
): Promise<FetchedJson> {
  const ask = (): Promise<FetchedDocument> =>
    fetch(url, {
      signal,
      redirect: 'manual',
      headers: { accept: 'application/json', 'cache-control': 'no-cache' },
    })
  const response = await ask().catch((error: unknown) => {
    if (wasHungUp(error)) return ask()
    throw error
  })
  if (response.status !== 200 || response.redirected) {
    void response.body?.cancel().catch(() => undefined)
    return toFailure(response)
  }
  const maxAgeSeconds = readFreshness(response.headers)
  const bytes = await readBytes(response, maxBytes)
  if (bytes === undefined) return { ok: false, failure: 'too_large' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { ok: true, json: JSON.parse(text), maxAgeSeconds }
  } catch {
    return { ok: false, failure: 'not_json' }
  }
}

/**
 * Whether a connection was closed before an answer came. A server that restarts, or closes what was idle, does that to
 * connections that were kept: on a new one the same question may well be answered. The codes are Node's.
 */
function wasHungUp(error: unknown): boolean {
  const code = (error as { readonly cause?: { readonly code?: unknown } }).cause?.code
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}

const REDIRECTS = [301, 302, 303, 307, 308]

function toFailure({ status, redirected, headers }: FetchedDocument): FailedFetch {
  // A browser hides a redirect's status behind 0; a custom fetch may have followed it all the same.
  if (redirected || status === 0 || REDIRECTS.includes(status))
    return { ok: false, failure: 'redirect', status }
  const retryAfterSeconds = readRetryAfter(headers)
  return { ok: false, failure: 'http_status', status, retryAfterSeconds }
}
