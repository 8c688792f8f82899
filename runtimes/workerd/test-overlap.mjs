import { createIssuer } from '../../packages/issuer/dist/index.js'
import { bundleWorker } from './bundle.mjs'
import { serveWorker } from './serve.mjs'

const REQUESTS = 50

/**
 * Fifty requests come at once to a Worker that has no keys yet, from an issuer that takes its time; the first one is
 * aborted while it fetches them. All others get their answer. Gives an exit code.
 */
export async function testOverlap(binary) {
  const issuer = await createIssuer().listen()
  const worker = await serveWorker({
    binary,
    worker: await bundleWorker('overlap-worker.mjs'),
    compatibilityDate: '2026-11-01',
    bindings: { ENDPOINT: issuer.endpoint },
  })
  try {
    issuer.breakPath('/oauth2/jwks', { delayMs: 500 })
    const tokens = await Promise.all(
      Array.from({ length: REQUESTS }, (_, at) => issuer.token({ user: `user-${at}` })),
    )
    const controller = new AbortController()
    const answers = tokens.map(async (token, at) => {
      const response = await fetch(`http://127.0.0.1:${worker.ports[0]}/`, {
        headers: { authorization: `Bearer ${token}` },
        signal: at === 0 ? controller.signal : AbortSignal.timeout(20_000),
      })
      return [response.status, await response.text()]
    })
    setTimeout(() => controller.abort(), 200)
    const outcomes = await Promise.allSettled(answers)
    const good = outcomes.filter(
      ({ value }, at) => value?.[0] === 200 && value[1] === JSON.stringify({ subject: `user-${at}` }),
    )
    const isGood = outcomes[0].status === 'rejected' && good.length === REQUESTS - 1
    console.log(
      `${isGood ? 'ok    ' : 'failed'}  workerd: ${good.length} of ${REQUESTS} overlapping requests answered, the first was aborted`,
    )
    if (!isGood)
      console.log(outcomes.map(({ reason, value }) => String(reason ?? value)).join('\n'), worker.output())
    return isGood ? 0 : 1
  } finally {
    await worker.stop()
    await issuer.close()
  }
}
