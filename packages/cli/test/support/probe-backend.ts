import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { AuthError, createVerifier, toResponse, type AuthRequest, type Verifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'

/** A backend that is right, an issuer that it trusts, and where both are. */
export interface ProbeScene {
  readonly issuer: RunningIssuer
  readonly target: string
}

export type Handle = (
  request: IncomingMessage,
  response: ServerResponse,
  verifier: Verifier,
) => void | Promise<void>

/** Serves what a test makes of a request; the verifier trusts an issuer of its own. */
export async function openBackend(t: TestContext, handle: Handle, cookie?: string): Promise<ProbeScene> {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const { target, close } = await serveBackend(issuer, handle, cookie)
  t.after(close)
  return { issuer, target }
}

/** The same for an issuer that is there already. */
export async function serveBackend(
  issuer: RunningIssuer,
  handle: Handle,
  cookie?: string,
): Promise<{ readonly target: string; readonly close: () => void }> {
  const settings =
    cookie === undefined ? {} : { cookie: { name: cookie, allowedOrigins: ['https://app.example'] } }
  const verifier = createVerifier(authgear(issuer.endpoint), settings)
  const server = createServer((request, response) => void handle(request, response, verifier as Verifier))
  server.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  return {
    target: `http://127.0.0.1:${(server.address() as AddressInfo).port}/me`,
    close: () => {
      verifier.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The right answer: who is calling, or a refusal. */
export const rightly: Handle = async (request, response, verifier) => {
  try {
    const { method, url, rawHeaders } = request
    const { auth } = await verifier.authenticate({ method, url, headers: rawHeaders } as AuthRequest)
    json(response, 200, {
      sub: auth.subject,
      roles: auth.roles,
      at: Date.now(),
      request: crypto.randomUUID(),
    })
  } catch (error) {
    if (!AuthError.is(error)) throw error
    const { status, headers, body } = toResponse(error)
    response.writeHead(status, headers).end(body)
  }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Takes a token in the address, and answers every refusal by 200. */
export const naively: Handle = async (request, response, verifier) => {
  const given = request.headersDistinct['authorization']?.join(', ').replace(/^Bearer /, '')
  const token = given ?? new URL(request.url ?? '/', 'http://backend').searchParams.get('access_token') ?? ''
  const outcome = await verifier.tryVerify(token)
  if (outcome.ok) json(response, 200, { sub: outcome.auth.subject })
  else json(response, 200, { error: 'unauthorized' })
}
