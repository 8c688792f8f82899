import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { KeyName } from 'tokenstile'
import type { Explained, Question } from './explain-question.ts'

/** What can be done by those who run the gateway. */
export interface Admin {
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
  explain(question: Question): Promise<Explained>
  /** Gives the mistakes for which a configuration was not taken; none where it was. */
  reload(): Promise<readonly string[]>
  /** Rejects with a sentence where nobody knows the issuer, or the key has no name. */
  distrustKey(issuer: string, key: KeyName): Promise<void>
}

/** Who may come in: through the unix socket whoever may open it, else who knows the token. */
export interface AdminGuard {
  /** The values that `Host` may have; undefined where it does not matter. */
  readonly hosts: (() => readonly string[]) | undefined
  readonly token: string | undefined
}

interface AdminAnswer {
  readonly status: number
  readonly body?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

const MAX_BODY_BYTES = 64 * 1024

/** Serves the control. Pages of a browser are kept out: by the exact `Host`, and since they send an `Origin`. */
export function createAdminServer(
  admin: Admin,
  guard: AdminGuard,
  onFault: (error: unknown) => void,
): Server {
  const isAllowed = guard.token === undefined ? () => true : createTokenCheck(guard.token)

  async function answer(request: IncomingMessage): Promise<AdminAnswer> {
    const { method, headers } = request
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
      return problem(403, 'no pages of a browser')
    }
    if (guard.hosts !== undefined && !isOneOf(guard.hosts(), request.headersDistinct['host'])) {
      return problem(421, 'another Host is expected')
    }
    if (!isAllowed(headers.authorization)) {
      return {
        ...problem(401, 'the bearer token is missing or wrong'),
        headers: { 'WWW-Authenticate': 'Bearer' },
      }
    }
    const route = Object.hasOwn(ROUTES, request.url ?? '')
      ? ROUTES[request.url as keyof typeof ROUTES]
      : undefined
    if (route === undefined) return problem(404, `there are ${Object.keys(ROUTES).join(', ')}`)
    if (method !== route.method)
      return { ...problem(405, `use ${route.method}`), headers: { Allow: route.method } }
    const body = route.method === 'GET' ? '' : await readBody(request)
    if (body === undefined) return problem(413, 'the body is too large')
    return route.run(admin, body)
  }

  return createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, maxHeaderSize: 16_384 },
    (request, response) => {
      answer(request).then(
        (given) => send(response, given),
        (error: unknown) => {
          onFault(error)
          send(response, problem(500, 'the gateway failed'))
        },
      )
    },
  )
}

/** There once: Node itself would look at the first of several. */
function isOneOf(hosts: readonly string[], given: readonly string[] = []): boolean {
  return given.length === 1 && hosts.includes((given[0] as string).toLowerCase())
}

const ROUTES = {
  '/metrics': {
    method: 'GET',
    run: async (admin: Admin): Promise<AdminAnswer> => {
      const { contentType, text } = await admin.metrics()
      return { status: 200, text, headers: { 'Content-Type': contentType } }
    },
  },
  '/explain': {
    method: 'POST',
    run: async (admin: Admin, body: string): Promise<AdminAnswer> => {
      const question = readJson(body, questionSchema)
      if (question === undefined) return problem(400, 'expected {"method", "url", "token"?, "values"?}')
      return { status: 200, body: await admin.explain(question) }
    },
  },
  '/reload': {
    method: 'POST',
    run: async (admin: Admin): Promise<AdminAnswer> => {
      const mistakes = await admin.reload()
      return mistakes.length === 0 ? { status: 200, body: {} } : { status: 422, body: { mistakes } }
    },
  },
  '/keys/distrust': {
    method: 'POST',
    run: async (admin: Admin, body: string): Promise<AdminAnswer> => {
      const named = readJson(body, distrustSchema)
      if (named === undefined) return problem(400, 'expected {"issuer", "kid"} or {"issuer", "thumbprint"}')
      const { issuer, ...key } = named
      try {
        await admin.distrustKey(issuer, key)
        return { status: 200, body: {} }
      } catch (error) {
        if ((error as Error).name !== 'ConfigError') throw error
        return problem(400, (error as Error).message)
      }
    },
  },
} as const

const text = z.string().min(1)
const questionSchema = z.strictObject({
  method: text,
  url: text,
  token: text.optional(),
  values: z.boolean().optional(),
})
const distrustSchema = z.union([
  z.strictObject({ issuer: text, kid: text }),
  z.strictObject({ issuer: text, thumbprint: text }),
])

function readJson<T>(body: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(body))
  } catch {
    return undefined
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > MAX_BODY_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Compares digests, so that the time says nothing of the token, its length included. */
function createTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(`Bearer ${token}`)
  return (authorization) => timingSafeEqual(digest(authorization ?? ''), expected)
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}

function problem(status: number, sentence: string): AdminAnswer {
  return { status, body: { error: sentence } }
}

function send(response: ServerResponse, { status, body, text, headers }: AdminAnswer): void {
  const written = text ?? `${JSON.stringify(body)}\n`
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // A body that nobody read to its end must not be taken for the next request.
      ...(status === 413 && { Connection: 'close' }),
      ...headers,
      'Content-Length': String(Buffer.byteLength(written)),
    })
    .end(written)
}
