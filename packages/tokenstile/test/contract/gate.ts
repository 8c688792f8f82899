import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { AuthError, ConfigError, type Auth } from 'tokenstile'
import { createGate, type Gate } from 'tokenstile/gate'
import {
  FAULT_BODY,
  toContractBody,
  type ContractAdapter,
  type ContractApp,
  type ContractRoute,
} from './contract-app.ts'
import { listening } from './listening.ts'

type Caller = Auth<unknown, unknown> | undefined

/** An adapter of one's own, as the page on other frameworks has it. */
export const GATE: ContractAdapter = {
  name: 'a gate',
  async serve(t, { verifier, options, onRefused, routes }) {
    let calls = 0
    const faults: unknown[] = []
    const gate = createGate(verifier, options ?? {})
    const steps = new Map(routes.map((route) => [route.path, toStep(gate, route)] as const))
    const server = createServer(async (request, response) => {
      try {
        const { pathname } = new URL(request.url ?? '', 'http://localhost')
        const caller = await steps.get(pathname)?.(request)
        calls++
        send(response, 200, toContractBody(caller))
      } catch (error) {
        try {
          refuse(error, response, gate, onRefused)
        } catch (fault) {
          faults.push(fault)
          send(response, 500, FAULT_BODY)
        }
      }
    }).listen(0, '127.0.0.1')
    return { url: await listening(t, server), calls: () => calls, faults }
  },
}

/** What stands before a handler: gives the caller, or throws. */
function toStep(
  gate: Gate<Caller>,
  { requirement, recentLogin, unguarded }: ContractRoute,
): (request: IncomingMessage) => Promise<Caller> {
  const authorize = requirement && gate.authorize(requirement)
  const requireRecent =
    recentLogin &&
    gate.requireRecentLogin<IncomingMessage>({
      ...recentLogin,
      idToken: ({ headers }) => headers['x-id-token'],
    })
  return async (request) => {
    const { method, url, rawHeaders } = request
    if (unguarded === true) throw new ConfigError('authorize', 'needs authenticate before it: a gate')
    const { auth } = await gate.admit({ method, url, headers: rawHeaders })
    authorize?.(auth)
    await requireRecent?.(auth, request)
    return auth
  }
}

function refuse(
  error: unknown,
  response: ServerResponse,
  gate: Gate<Caller>,
  onRefused: ContractApp['onRefused'],
): void {
  if (onRefused === 'throw') throw error
  const { status, headers, body } = gate.toResponse(error)
  if (onRefused === 'teapot' && AuthError.is(error)) response.writeHead(418).end(`refused: ${error.code}`)
  else response.writeHead(status, headers).end(body)
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
