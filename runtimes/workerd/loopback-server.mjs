// In the place of `test/support/loopback-server`: the Worker itself answers, in a request of its own. What is to be sent
// is plain data, so that any request may decide it; the one that asked looks for it in its own time.
import { EventEmitter, once } from 'node:events'
import { servePort } from './ports.mjs'

const LOOK_MS = 2

export async function openServer(t, answer) {
  const asked = []
  const events = new EventEmitter()
  let isStopped = false
  const origin = servePort(t, async (request) => {
    if (isStopped) throw new Error('nobody listens')
    const { pathname, search } = new URL(request.url)
    const headers = Object.fromEntries(request.headers)
    const response = new PlainResponse()
    asked.push({ path: pathname + search, headers })
    answer({ url: pathname + search, method: request.method, headers }, response)
    events.emit('asked')
    while (!response.isOver) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    return new Response(response.body, { status: response.statusCode, headers: response.headers })
  })
  return {
    origin,
    asked,
    nextRequest: async () => {
      await once(events, 'asked')
    },
    stop: async () => {
      isStopped = true
    },
    start: async () => {
      isStopped = false
    },
  }
}

/** As much of a `ServerResponse` as the tests use. */
class PlainResponse {
  statusCode = 200
  headers = {}
  body = null
  isOver = false

  setHeader(name, value) {
    this.headers[name] = value
    return this
  }

  writeHead(status, headers = {}) {
    this.statusCode = status
    Object.assign(this.headers, headers)
    return this
  }

  end(body = null) {
    this.body = body
    this.isOver = true
    return this
  }
}
