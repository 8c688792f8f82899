import { createServer, type Server, type ServerResponse } from 'node:http'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize, type Listener } from 'tokenstile/node'
import { acceptSockets } from './sockets.ts'

/** An API that knows who is calling, and who opens a WebSocket. */
export function createApp(endpoint: string): Server {
  const verifier = createVerifier(authgear(endpoint), {
    cookie: { name: '__Host-token', allowedOrigins: ['https://app.example.com'] },
  })
  const protect = authenticate(verifier)
  const admins = authorize({ roles: ['admin'] })
  const recent = authorize({ user: true, maxAuthAgeSeconds: 300 })
  const routes: Record<string, Listener<[ServerResponse]>> = {
    'GET /health': async (_, res) => send(res, 200, { ok: true }),
    'GET /me': protect((req, res) => send(res, 200, req.auth.user)),
    'GET /admin': protect(admins((req, res) => send(res, 200, { admin: req.auth.user?.id }))),
    'POST /transfer': protect(recent((req, res) => send(res, 200, { transferredBy: req.auth.user?.id }))),
  }
  const notFound = protect((_, res) => send(res, 404, { error: 'not_found' }))
  const upgrade = acceptSockets(verifier)
  return createServer((req, res) => {
    const route = routes[`${req.method} ${req.url?.split('?', 1)[0]}`] ?? notFound
    route(req, res).catch((fault: unknown) => {
      console.error(fault)
      if (res.headersSent) res.destroy()
      else send(res, 500, { error: 'internal_error' })
    })
  }).on('upgrade', (...request) => void upgrade(...request).catch(console.error))
}

function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
