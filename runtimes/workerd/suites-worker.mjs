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
    const { pathname, searchParams } = new URL(request.url)
    switch (pathname) {
      case '/runtime':
        return Response.json({ userAgent: navigator.userAgent, engine: engine.name })
      case '/ports':
        setPorts(await request.json())
        return new Response()
      case '/run':
        return Response.json(await runFile(FILES[searchParams.get('file')]))
      default:
        return new Response(null, { status: 404 })
    }
  },
}
