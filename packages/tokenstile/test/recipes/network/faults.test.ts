import type { FetchDocument } from 'tokenstile'
import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test, type TestContext } from 'node:test'
import { assertRefused } from '../../support/refusals.ts'
import { createAuthority } from './certificates.ts'
import { fetchAsClient } from './client-certificate.ts'
import { fetchTrusting } from './custom-ca.ts'
import { fetchThroughProxy } from './proxy.ts'
import { fetchInTheNameOf } from './public-host.ts'
import { assertUnreachable, verifierAt } from './reached-issuer.ts'
import { serveIssuer, type Handler, type ServedIssuer } from './served-issuer.ts'
import { openProxy } from './tunnels.ts'

const authority = createAuthority()
const { ca } = authority
const tls = authority.issue('localhost')

type Fetch = FetchDocument
type MakeFetch = (t: TestContext) => Fetch | Promise<Fetch>

/** Each way to the issuer keeps what the verifier asks of a fetch. */
const WAYS: readonly (readonly [how: string, makeFetch: MakeFetch])[] = [
  ['with a private authority', () => fetchTrusting(ca)],
  ['with a client certificate', () => fetchAsClient(() => ({ ...authority.issue('orders-api'), ca }))],
  ['through a proxy', async (t) => fetchThroughProxy((await openProxy(t)).url, ca)],
  ['in the name of the public origin', () => fetchInTheNameOf('https://auth.example.com')],
]
const MEGABYTE = 1024 * 1024
/** A connection that nobody closes must fail its test, not hang it. */
const limit = { timeout: 20_000 }

for (const [how, makeFetch] of WAYS) {
  // The recipe for the public origin is for plain HTTP inside a network.
  const serve = (t: TestContext, keys: Handler): Promise<ServedIssuer> =>
    serveIssuer(t, how.includes('origin') ? { keys } : { keys, tls })

  /** Lets the issuer answer its key set by `keys`; the token must then be neither good nor bad. */
  const refuse = async (t: TestContext, reason: string, keys: Handler, timeoutMs = 5_000) => {
    const { issuer, requests, token } = await serve(t, keys)
    await assertUnreachable(verifierAt(issuer, await makeFetch(t), { timeoutMs }), token(), reason)
    return requests.map(({ url }) => url)
  }

  test(`follows no redirect ${how}`, async (t) => {
    const paths = await refuse(t, 'redirect', (_, response) =>
      response.writeHead(307, { location: '/elsewhere' }).end('moved'),
    )
    assert.ok(!paths.includes('/elsewhere'))
  })

  for (const [what, begin] of [
    ['never answers', () => undefined],
    ['stops half way', (_, response) => response.write('{"keys":[')],
  ] as const satisfies readonly (readonly [string, Handler])[]) {
    test(`hangs up after the time limit where the issuer ${what}, ${how}`, limit, async (t) => {
      let hungUp: Promise<unknown> | undefined
      const keys: Handler = (request, response) => {
        hungUp = closing(request)
        begin(request, response)
      }
      await refuse(t, 'timeout', keys, 150)
      await hungUp
    })
  }

  test(`hangs up when the verifier is closed ${how}`, limit, async (t) => {
    let hungUp: Promise<unknown> | undefined
    const { issuer, token } = await serve(t, (request) => {
      hungUp = closing(request)
      verifier.close()
    })
    const verifier = verifierAt(issuer, await makeFetch(t))
    await assertRefused(() => verifier.verify(token()), 'keys_unavailable')
    await hungUp
  })

  test(`reads no more than the byte limit of 50 MB ${how}`, limit, async (t) => {
    let sentBytes = 0
    let hungUp: Promise<unknown> | undefined
    await refuse(t, 'too_large', (request, response) => {
      hungUp = closing(request)
      const chunk = Buffer.alloc(64 * 1024, ' ')
      const send = (): void => {
        while (sentBytes < 50 * MEGABYTE && !response.destroyed) {
          sentBytes += chunk.length
          if (!response.write(chunk)) return void response.once('drain', send)
        }
        response.end()
      }
      send()
    })
    await hungUp
    t.diagnostic(`${(sentBytes / MEGABYTE).toFixed(1)} MB were sent`)
    assert.ok(sentBytes < 25 * MEGABYTE, `the issuer could send ${sentBytes} bytes`)
  })

  test(`gives the status of an issuer that fails, and leaves its long answer, ${how}`, limit, async (t) => {
    let left: Promise<unknown> | undefined
    await refuse(t, 'http_status', (request, response) => {
      left = closing(request)
      response.writeHead(503).end('x'.repeat(20 * MEGABYTE))
    })
    await left
  })

  test(`gives the status of an answer that has no body ${how}`, async (t) => {
    await refuse(t, 'http_status', (_, response) => response.writeHead(204).end())
  })
}

/** Waits until the other side hung up, however roughly. */
function closing({ socket }: IncomingMessage): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}
