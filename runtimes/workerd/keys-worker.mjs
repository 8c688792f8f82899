// A Worker that verifies with keys of an issuer, as it is told from outside: a request names its plan, and all requests of
// one plan share one verifier, whichever of them came first.
import * as workers from 'cloudflare:workers'
import { createVerifier } from 'tokenstile'
import { authenticate } from 'tokenstile/fetch'

const opened = new Map()

function open(plan) {
  const { issuer, audience, timeoutMs, usesWaitUntil, isTenant } = plan
  const options = { issuer, audience, keys: { timeoutMs } }
  const told = []
  let passedMs = 0
  const verifier = createVerifier(isTenant ? lookUp(options) : options, {
    monotonicNow: () => performance.now() + passedMs,
    onEvent: (event) => told.push(event),
    ...(usesWaitUntil && { waitUntil: workers.waitUntil }),
  })
  return {
    verifier,
    told,
    pass: (ms) => (passedMs += ms),
    answer: authenticate(verifier)((_, auth) => Response.json({ subject: auth.subject })),
  }
}

/** A function of tenants that asks the network itself, as one with a database would. */
const lookUp = (options) => async (iss) => {
  const response = await fetch(`${iss}/.well-known/openid-configuration`)
  await response.text()
  return options
}

function openSocket(verifier, auth) {
  const [client, server] = Object.values(new WebSocketPair())
  server.accept()
  verifier.onEnd(auth, (reason) => server.close(4401, reason))
  server.send('open')
  return new Response(null, { status: 101, webSocket: client })
}

// oxlint-disable-next-line import/no-default-export -- a Worker is one
export default {
  async fetch(request) {
    const plan = request.headers.get('x-plan')
    if (!opened.has(plan)) opened.set(plan, open(JSON.parse(plan)))
    const { verifier, told, pass, answer } = opened.get(plan)
    const { pathname, searchParams } = new URL(request.url)
    switch (pathname) {
      case '/me':
        return await answer(request)
      case '/told':
        return Response.json(told)
      case '/pass':
        return Response.json(pass(Number(searchParams.get('ms'))))
      case '/socket':
        return openSocket(verifier, (await verifier.authenticate(request)).auth)
      case '/close':
        return Response.json(verifier.close() ?? null)
      case '/distrust':
        verifier.distrustKey(searchParams.get('issuer'), { kid: searchParams.get('kid') })
        return new Response()
      default:
        return new Response(null, { status: 404 })
    }
  },
}
