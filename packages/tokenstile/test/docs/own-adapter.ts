import { createServer } from 'node:http'
import { AuthError, createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { createGate } from 'tokenstile/gate'

export function createApp(endpoint: string) {
  const gate = createGate(createVerifier(authgear(endpoint)))
  const requireAdmin = gate.authorize({ roles: ['admin'] })
  return createServer(async (request, response) => {
    try {
      const { method, url, rawHeaders } = request
      const { auth } = await gate.admit({ method, url, headers: rawHeaders })
      requireAdmin(auth)
      response.end(`hello ${auth.user?.id}`)
    } catch (error) {
      // What is no refusal is a fault of the program: never a pass, and not the caller's fault either.
      if (!AuthError.is(error)) return response.writeHead(500).end()
      const { status, headers, body } = gate.toResponse(error)
      response.writeHead(status, headers).end(body)
    }
  })
}
