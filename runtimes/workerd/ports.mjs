// The loopback ports of this Worker, given out one after the other to what a test serves: a request is its handler's by
// the port that it came in at.
const handlers = new Map()
let ports = []
let next = 0

export function setPorts(all) {
  ports = all
}

/** Serves with a handler until the test ends, or until as many others came after it as there are ports. */
export function servePort(t, handler) {
  const port = ports[next++ % ports.length]
  handlers.set(port, handler)
  t.after(() => {
    if (handlers.get(port) === handler) handlers.delete(port)
  })
  return `http://127.0.0.1:${port}`
}

export function handlerOf(request) {
  return handlers.get(Number(new URL(request.url).port))
}
