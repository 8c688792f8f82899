import type { TestContext } from 'node:test'
import { openServer, type LoopbackServer } from './loopback-server.ts'

/**
 * A cache before a site: it answers with its old copy of a page, however old, unless a request asks past it with
 * `Cache-Control: no-cache` (RFC 9111 §5.2.1.4).
 */
export async function openCachingProxy(t: TestContext, siteOrigin: () => string): Promise<LoopbackServer> {
  const copies = new Map<string, string>()
  return await openServer(t, async ({ url: path = '/', headers }, response) => {
    const asksPast = headers['cache-control']?.includes('no-cache') ?? false
    const held = asksPast ? undefined : copies.get(path)
    const body = held ?? (await (await fetch(siteOrigin() + path)).text())
    copies.set(path, body)
    response.setHeader('content-type', 'application/json').end(body)
  })
}
