import { createServer, type Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { AuthError, createVerifier, requireAccess, toResponse, type Requirement } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'

const allowedOrigins = ['https://app.example.com']

/** What each namespace demands of who enters it. One that is not guarded is open to anybody. */
const namespaces: Record<string, Requirement> = { '/': {}, '/admin': { roles: ['admin'] } }

/** A server of sockets that know who opened them, and that end with their token. */
export function createApp(endpoint: string): HttpServer {
  const verifier = createVerifier(authgear(endpoint), { webSocket: { allowedOrigins } })
  const server = createServer()
  const io = new Server(server, { cors: { origin: allowedOrigins } })
  for (const [name, requirement] of Object.entries(namespaces)) {
    io.of(name).use(async ({ handshake, data }, next) => {
      const { token } = handshake.auth
      const authorization = typeof token === 'string' ? `Bearer ${token}` : undefined
      const headers = { ...handshake.headers, authorization }
      try {
        // As a WebSocket, whatever carries it: a page of a foreign origin is refused.
        const { auth } = await verifier.authenticate({ method: 'CONNECT', headers })
        requireAccess(auth, requirement)
        data.auth = auth
        next()
      } catch (error) {
        next(toConnectError(error))
      }
    })
    io.of(name).on('connection', (socket) => {
      const stop = verifier.onEnd(socket.data.auth, (reason) => {
        socket.emit('end', reason)
        socket.disconnect(true)
      })
      socket.on('disconnect', stop)
      socket.emit('me', socket.data.auth.user)
    })
  }
  return server
}

/** What the client reads of a refusal. Socket.IO would send it the message of any other error too. */
function toConnectError(error: unknown): Error {
  if (!AuthError.is(error)) return new Error('internal_error', { cause: error })
  const { status, headers, body } = toResponse(error)
  const data = { status, challenge: headers['WWW-Authenticate'], ...JSON.parse(body) }
  return Object.assign(new Error(data.error), { data })
}
