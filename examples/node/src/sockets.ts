import type { Verifier } from 'tokenstile'
import { authenticateUpgrade, closeOnEnd } from 'tokenstile/node'
import { WebSocketServer } from 'ws'

/** Opens a WebSocket for callers with a good token, and closes it with 4401 when the token ends. */
export function acceptSockets(verifier: Verifier) {
  const sockets = new WebSocketServer({ noServer: true })
  return authenticateUpgrade(verifier)((req, socket, head) => {
    sockets.handleUpgrade(req, socket, head, (webSocket) => {
      closeOnEnd(verifier, req.auth, webSocket)
      webSocket.on('error', console.error)
      webSocket.on('message', (text) => webSocket.send(`${req.auth.user?.id} said ${text}`))
    })
  })
}
