// The Worker that holds the suites. Asked for a file at its first port it runs the tests of it and answers with what came
// of them; at its other ports it is what a test serves.
import { engine, FILES } from 'tokenstile-suites'
import { runFile } from './node-test.mjs'
import { handlerOf, setPorts } from './ports.mjs'

// oxlint-disable-next-line import/no-default-export -- a Worker is one
export default {
  async fetch(request) {
    const handler = handlerOf(request)
    if (handler !== undefined) return await handler(request)
    const { pathname } = new URL(request.url)
    const { ports, file } = await request.json()
    if (pathname === '/run') return Response.json(await runFile(FILES[file]))
    setPorts(ports)
    return Response.json({ userAgent: navigator.userAgent, engine: engine.name })
  },
}
