import { createServer, type IncomingHttpHeaders } from 'node:http'

/** HAProxy has asked the gateway who is calling. No client can set these headers itself. */
function readCaller(headers: IncomingHttpHeaders): {
  readonly user: string | null
  readonly roles: string[]
} {
  const { 'x-user-id': user, 'x-user-roles': roles } = headers
  return {
    user: typeof user === 'string' && user !== '' ? user : null,
    roles: typeof roles === 'string' && roles !== '' ? roles.split(',').map(decodeURIComponent) : [],
  }
}

createServer(({ headers }, response) => {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(readCaller(headers)))
  // On this machine alone: whoever reaches it can say who is calling.
}).listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
