/** What an address answered. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** How long it took, headers and body. */
  readonly tookMs: number
  /** This machine's clock in the middle of it. */
  readonly atMs: number
}

/** Why an address answered nothing. */
export interface NoPage {
  readonly url: string
  readonly trouble: 'name' | 'refused' | 'timeout' | 'certificate' | 'too_large' | 'network'
  /** The system's own word for it, such as `ECONNREFUSED`. */
  readonly code: string
}

const TIMEOUT_MS = 10_000
/** What the library takes, and others too. */
const MAX_BYTES = 524_288

/** Fetches a page as it is: follows no redirect, and gives what went wrong as a value. */
export async function fetchPage(url: string, now: () => number): Promise<Page | NoPage> {
  const startedMs = now()
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await readText(response)
    if (text === undefined) return { url, trouble: 'too_large', code: String(MAX_BYTES) }
    const tookMs = now() - startedMs
    const { status, headers } = response
    return { url, status, headers, text, tookMs, atMs: startedMs + tookMs / 2 }
  } catch (error) {
    return { url, ...toTrouble(error) }
  }
}

async function readText({ body }: Response): Promise<string | undefined> {
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const TROUBLES: Readonly<Record<string, NoPage['trouble']>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNREFUSED: 'refused',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
}

function toTrouble(error: unknown): Pick<NoPage, 'trouble' | 'code'> {
  if (!(error instanceof Error)) return { trouble: 'network', code: String(error) }
  if (error.name === 'TimeoutError') return { trouble: 'timeout', code: 'timeout' }
  const code = codeOf(error.cause) ?? error.message
  // OpenSSL's words for what is wrong with a certificate, and Node's own.
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(code)) return { trouble: 'certificate', code }
  return { trouble: TROUBLES[code] ?? 'network', code }
}

/** Where both addresses of a name fail, the failures are in a list. */
function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  const { code, errors, message } = cause as Error & {
    readonly code?: string
    readonly errors?: readonly unknown[]
  }
  return code ?? codeOf(errors?.[0]) ?? message
}
