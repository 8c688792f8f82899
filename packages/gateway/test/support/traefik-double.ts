import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { parse } from 'yaml'

/** Header lines as they came: names and values in turn. */
type Lines = string[]

interface ForwardAuth {
  readonly address: string
  readonly trustForwardHeader: boolean
  readonly authResponseHeaders: readonly string[]
}

interface Middleware {
  readonly forwardAuth?: ForwardAuth
  readonly headers?: { readonly customRequestHeaders: Readonly<Record<string, string>> }
}

interface Dynamic {
  readonly http: {
    readonly routers: Readonly<Record<string, { readonly middlewares: string[]; readonly service: string }>>
    readonly middlewares: Readonly<Record<string, Middleware>>
    readonly services: Readonly<
      Record<string, { readonly loadBalancer: { readonly servers: readonly { readonly url: string }[] } }>
    >
  }
}

/** What a connection owns, and not a request. */
const HOPS = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'trailers',
  'transfer-encoding',
  'upgrade',
]

/** The characters that Traefik refuses in a path, where its static configuration is as it comes. */
const ENCODED = /%(?:2f|5c|00|3b|25|3f|23)/i

/**
 * Does with a request what Traefik documents: it reads the dynamic configuration, and knows forwardAuth, headers and one
 * router for every path. It is no Traefik: it shows that the configuration and the gateway hold where these rules do.
 */
export function createTraefikDouble(configuration: string): Server {
  const { http } = parse(configuration) as Dynamic
  const [router] = Object.values(http.routers)
  if (router === undefined) throw new Error('a configuration without a router')
  const middlewares = router.middlewares.map((name) => http.middlewares[name] as Middleware)
  const url = http.services[router.service]?.loadBalancer.servers[0]?.url ?? ''

  return createServer({ insecureHTTPParser: false }, (incoming, response) => {
    serve(incoming, response, middlewares, url).catch(() => answer(response, 500, [], ''))
  })
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  middlewares: readonly Middleware[],
  backend: string,
): Promise<void> {
  const target = incoming.url ?? ''
  const [path = ''] = target.split('?', 1)
  if (ENCODED.test(path)) return answer(response, 400, [], '')
  // The entry point, with forwardedHeaders.insecure false, forgets what a client says of itself.
  const untrusted = without(
    [...incoming.rawHeaders],
    (name) => /^x-forwarded-/i.test(name) || isNamed(name, REAL_IP),
  )
  // Connection names headers that end here. Since 3.1.3 that is done before anything else (CVE-2024-45410), and an upgrade
  // stays for the backend.
  const upgrade = pick(untrusted, 'Connection').some((value) => /\bupgrade\b/i.test(value))
    ? pick(untrusted, 'Upgrade')
    : []
  let headers = [
    ...removeNamed(untrusted),
    ...upgrade.flatMap((value) => ['Connection', 'Upgrade', 'Upgrade', value]),
  ]
  // Then it cleans the path, and asks with what is left.
  if (!target.startsWith('/')) return answer(response, 400, [], '')
  const cleaned = cleanPath(path)
  const asked = cleaned + target.slice(path.length)

  for (const { forwardAuth, headers: changes } of middlewares) {
    if (forwardAuth !== undefined) {
      const told = await ask(forwardAuth, incoming, asked, headers)
      if (told.status < 200 || told.status >= 300)
        return answer(response, told.status, told.headers, told.body)
      for (const name of forwardAuth.authResponseHeaders) {
        headers = without(headers, (one) => isNamed(one, name))
        headers.push(...pick(told.headers, name).flatMap((value) => [name, value]))
      }
    }
    for (const [name, value] of Object.entries(changes?.customRequestHeaders ?? {})) {
      headers = without(headers, (one) => isNamed(one, name))
      if (value !== '') headers.push(name, value)
    }
  }
  const forwarded = [...removeHops(headers), ...tellings(incoming, asked).slice(2)]
  const passed = await send(new URL(backend), incoming.method ?? 'GET', asked, forwarded)
  answer(response, passed.status, passed.headers, passed.body)
}

const REAL_IP = 'X-Real-Ip'

/** The question: all of the client's headers, but for hops and, since none is trusted, all that say X-Forwarded. */
function ask(
  { address, trustForwardHeader }: ForwardAuth,
  incoming: IncomingMessage,
  target: string,
  headers: Lines,
): Promise<Answer> {
  if (trustForwardHeader) throw new Error('this double trusts no client')
  const kept = without(
    removeHops(headers),
    (name) => /^x[-_]forwarded[-_]/i.test(name) || isNamed(name, 'host'),
  )
  const lines = [...kept, 'X-Forwarded-Method', incoming.method ?? '', ...tellings(incoming, target)]
  const { host, pathname } = new URL(address)
  return send(new URL(`http://${host}`), 'GET', pathname, ['Host', host, ...lines])
}

function tellings({ headers, socket }: IncomingMessage, target: string): Lines {
  const host = headers.host ?? ''
  const from = socket.remoteAddress ?? ''
  return [
    'X-Forwarded-Uri',
    target,
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Host',
    host,
    'X-Forwarded-For',
    from,
  ]
}

interface Answer {
  readonly status: number
  readonly headers: Lines
  readonly body: string
}

function send(origin: URL, method: string, target: string, headers: Lines): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = origin
    // With a list of lines Node adds none of its own.
    const options = {
      hostname,
      port,
      method,
      path: target,
      headers: headers as unknown as string[],
      agent: false,
    }
    const asking = request(options, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('error', reject).on('end', () => {
        const lines = without(removeHops(response.rawHeaders), (name) => isNamed(name, 'content-length'))
        resolve({ status: response.statusCode ?? 0, headers: lines, body })
      })
    })
    asking.on('error', reject).end()
  })
}

function answer(response: ServerResponse, status: number, headers: Lines, body: string): void {
  response.writeHead(status, [...headers, 'Content-Length', String(Buffer.byteLength(body))]).end(body)
}

function removeNamed(headers: Lines): Lines {
  const named = pick(headers, 'Connection').flatMap((value) => value.split(','))
  const gone = ['connection', 'upgrade', ...named.map((name) => name.trim().toLowerCase())]
  return without(headers, (name) => gone.includes(name.toLowerCase()))
}

function removeHops(headers: Lines): Lines {
  return without(headers, (name) => HOPS.includes(name.toLowerCase()))
}

function without(headers: readonly string[], isGone: (name: string) => boolean): Lines {
  return pairs(headers).flatMap(([name, value]) => (isGone(name) ? [] : [name, value]))
}

function pick(headers: readonly string[], name: string): readonly string[] {
  return pairs(headers).flatMap(([one, value]) => (isNamed(one, name) ? [value] : []))
}

function pairs(headers: readonly string[]): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < headers.length; at += 2)
    found.push([headers[at] as string, headers[at + 1] as string])
  return found
}

const isNamed = (one: string, name: string): boolean => one.toLowerCase() === name.toLowerCase()

/** Resolves dots and double slashes, as the entry point's sanitizePath does. */
function cleanPath(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    const plain = segment.replaceAll(/%2e/gi, '.')
    if (plain === '..') kept.pop()
    else if (plain !== '.' && plain !== '') kept.push(segment)
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`
}
