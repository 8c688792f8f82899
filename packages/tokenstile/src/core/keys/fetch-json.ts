/** How one document is fetched. */
export interface FetchSettings {
  readonly fetch: typeof globalThis.fetch
  /** For headers and body together, in milliseconds. */
  readonly timeoutMs: number
  /** For the body after decompression. */
  readonly maxBytes: number
}

/** Why a fetch brought nothing usable. A closed list: it goes into events and details as it is. */
export type FetchFailure =
  | 'network_error'
  | 'timeout'
  | 'redirect'
  | 'http_status'
  | 'too_large'
  | 'not_json'
  | 'wrong_document'
  | 'issuer_mismatch'
  | 'insecure_jwks_uri'
  | 'no_usable_key'

export type Fetched =
  | { readonly ok: true; readonly json: unknown; readonly maxAgeSeconds: number | undefined }
  | { readonly ok: false; readonly failure: FetchFailure; readonly status?: number }

/**
 * Fetches one JSON document: one time limit for headers and body, a byte limit while streaming, no redirects, and
 * past every cache on the way. Does not throw; does not look at the content type, since issuers get it wrong.
 */
export async function fetchJson(url: string, settings: FetchSettings): Promise<Fetched> {
  const signal = AbortSignal.timeout(settings.timeoutMs)
  try {
    // A custom fetch may not heed the signal: the race keeps the promise of the time limit.
    return await Promise.race([readDocument(url, settings, signal), rejectOnAbort(signal)])
  } catch {
    return { ok: false, failure: signal.aborted ? 'timeout' : 'network_error' }
  }
}

async function readDocument(url: string, settings: FetchSettings, signal: AbortSignal): Promise<Fetched> {
  const { fetch } = settings
  const response = await fetch(url, {
    signal,
    redirect: 'manual',
    headers: { accept: 'application/json', 'cache-control': 'no-cache' },
  })
  if (response.status !== 200) {
    void response.body?.cancel().catch(() => undefined)
    // A browser hides a redirect's status behind 0.
    const isRedirect = (response.status >= 300 && response.status < 400) || response.status === 0
    return { ok: false, failure: isRedirect ? 'redirect' : 'http_status', status: response.status }
  }
  const text = await readText(response, settings.maxBytes)
  if (text === undefined) return { ok: false, failure: 'too_large' }
  try {
    return {
      ok: true,
      json: JSON.parse(text),
      maxAgeSeconds: readMaxAge(response.headers.get('cache-control')),
    }
  } catch {
    return { ok: false, failure: 'not_json' }
  }
}

async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.byteLength
    if (length > maxBytes) {
      void reader.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Reads `max-age` of a Cache-Control header, in seconds. RFC 9111 §5.2.2.1. */
function readMaxAge(header: string | null): number | undefined {
  for (const directive of header?.split(',') ?? []) {
    const [name, value] = directive.trim().toLowerCase().split('=', 2)
    if (name === 'max-age' && value !== undefined && /^"?[0-9]{1,9}"?$/.test(value)) {
      return Number(value.replaceAll('"', ''))
    }
  }
  return undefined
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
}
