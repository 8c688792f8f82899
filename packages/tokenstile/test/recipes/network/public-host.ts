import type { FetchDocument } from 'tokenstile'
import { Readable } from 'node:stream'
import { Agent, request, type Dispatcher } from 'undici'

/**
 * A fetch that asks any address in the name of the public origin, for servers that answer everybody else with a redirect
 * to it. Made of undici's `request`, since every `fetch` of Node drops the `Host` header.
 */
export function fetchInTheNameOf(publicOrigin: string, dispatcher: Dispatcher = new Agent()): FetchDocument {
  const { host, protocol } = new URL(publicOrigin)
  const origin = { host, 'x-forwarded-proto': protocol.slice(0, -1) }

  return async (url, { signal, headers }) => {
    // Follows no redirect. The signal ends the request, and the body with it.
    const answer = await request(url, { dispatcher, headers: { ...headers, ...origin }, signal })
    const isGood = answer.statusCode === 200
    // Nobody reads the body of any other answer: take it off the connection.
    if (!isGood) answer.body.dump().catch(() => undefined)
    return {
      status: answer.statusCode,
      redirected: false,
      headers: { get: (name) => answer.headers[name]?.toString() ?? null },
      body: isGood ? Readable.toWeb(answer.body) : null,
    }
  }
}
