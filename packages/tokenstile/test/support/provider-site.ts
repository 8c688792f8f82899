import { createHash, randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { Provider } from 'oidc-provider'
import type { TestKey } from './keys.ts'
import { openServer, type Answer, type LoopbackServer } from './loopback-server.ts'
import { ACCOUNT, configureProvider, REDIRECT_URI } from './provider-configuration.ts'
import { AUDIENCE } from './tokens.ts'

/** A certified OpenID provider, not ours, behind a real HTTP server. */
export interface ProviderSite extends Pick<LoopbackServer, 'asked'> {
  readonly issuer: string
  /** Ends the provider and starts another one with these keys on the same port; the first one signs. */
  restartWith(...keys: readonly TestKey[]): Promise<void>
  /** The answer of the token endpoint to client credentials of `worker`; without a resource the token is opaque. */
  askAsMachine(resource?: string, headers?: Readonly<Record<string, string>>): Promise<TokenAnswer>
  /** The answer of the token endpoint to the code of a login of `alice` at `shop`. */
  logIn(): Promise<Required<TokenAnswer>>
}

export interface TokenAnswer {
  readonly access_token: string
  readonly id_token?: string
}

/** What differs from site to site. */
export interface ProviderOptions {
  /** Where the provider is mounted, such as `/shop`. */
  readonly path?: string
  /** Where its document is asked for, if not behind the issuer as OpenID Connect has it. */
  readonly documentPath?: string
  /** What the tokens for the resource are like, beside their scope and signature. */
  readonly resource?: Readonly<Record<string, unknown>>
}

/** Opens the provider until the test ends. */
export async function openProvider(
  t: TestContext,
  key: TestKey,
  { path = '', documentPath, resource = {} }: ProviderOptions = {},
): Promise<ProviderSite> {
  let answer: Answer
  const server = await openServer(t, (request, response) => {
    // No connection is kept, so that none leads to the provider from before a restart.
    response.setHeader('connection', 'close')
    answer(request, response)
  })
  const issuer = `${server.origin}${path}`

  const redirectDocument = (url: string): string => {
    if (documentPath === undefined) return url
    if (url === documentPath) return `${path}${OPENID}`
    return url === `${path}${OPENID}` ? '/nowhere' : url
  }
  const serve = (...keys: readonly TestKey[]): void => {
    const provider = new Provider(issuer, configureProvider(keys, resource))
    const handle = provider.callback()
    answer = (request, response) => {
      const url = redirectDocument(request.url ?? '')
      if (url.startsWith(`${path}/interaction/`)) {
        const login = { login: { accountId: ACCOUNT } }
        provider.interactionFinished(request, response, login).catch((error) => response.destroy(error))
        return
      }
      // As Express mounts: the handler sees what is below the path, and the whole.
      const isBelow = url.startsWith(path)
      Object.assign(request, { originalUrl: url, url: isBelow ? url.slice(path.length) : url })
      void handle(request, response)
    }
  }
  serve(key)

  const askFor = async (form: Record<string, string>, headers: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(form)
    const response = await fetch(`${issuer}/token`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`the token endpoint answered ${await response.text()}`)
    return (await response.json()) as TokenAnswer
  }

  return {
    issuer,
    asked: server.asked,
    async restartWith(...keys) {
      await server.stop()
      serve(...keys)
      await server.start()
    },
    askAsMachine: (wanted, headers = {}) =>
      askFor(
        { grant_type: 'client_credentials', scope: 'read write', ...(wanted && { resource: wanted }) },
        { ...asClient('worker'), ...headers },
      ),
    async logIn() {
      const verifier = randomBytes(32).toString('base64url')
      const question = new URLSearchParams({
        client_id: 'shop',
        response_type: 'code',
        redirect_uri: REDIRECT_URI,
        scope: 'openid read',
        resource: AUDIENCE,
        nonce: 'n-1',
        code_challenge_method: 'S256',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      })
      const code = await followToCode(`${issuer}/auth?${question}`)
      const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
      const granted = await askFor({ ...form, code_verifier: verifier, resource: AUDIENCE }, asClient('shop'))
      if (granted.id_token === undefined) throw new Error('no ID token came')
      return { ...granted, id_token: granted.id_token }
    },
  }
}

const OPENID = '/.well-known/openid-configuration'

const asClient = (clientId: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}`,
})

/** Goes from redirect to redirect as a browser would, until the application is called with the code. */
async function followToCode(start: string): Promise<string> {
  const cookies = new Map<string, string>()
  for (let url = start; ;) {
    const cookie = Array.from(cookies, (pair) => pair.join('=')).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]!.split('=')
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`no redirect but ${response.status}: ${await response.text()}`)
    url = new URL(location, url).href
    const code = url.startsWith(REDIRECT_URI) ? new URL(url).searchParams.get('code') : null
    if (code !== null) return code
    if (url.startsWith(REDIRECT_URI)) throw new Error(`no code came but ${url}`)
  }
}
