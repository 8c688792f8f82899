import assert from 'node:assert/strict'
import { test } from 'node:test'
import koa2 from 'koa2'
import koa3 from 'koa'
import { createVerifier } from 'tokenstile'
import { authenticate, authorize, type Middleware } from 'tokenstile/koa'
import { listening } from '../contract/listening.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

for (const [version, Koa] of [
  ['2', koa2],
  ['3', koa3],
] as const) {
  test(`whatever a function of the program throws, Koa ${version} answers 500`, async (t) => {
    const good = createVerifier(issuerOptions(), { now })
    for (const thrown of [undefined, null, 0, '', 'x']) {
      const fail = (): never => {
        throw thrown
      }
      const faulty = createVerifier(issuerOptions({ toUser: fail }), { now })
      const rows: readonly (readonly [Middleware[], string | undefined])[] = [
        [[authenticate(faulty)], buildToken()],
        [[authenticate(good), authorize({ check: fail })], buildToken()],
        [[authenticate(good, { onRefused: fail })], undefined],
      ]
      for (const [steps, token] of rows) {
        const app = new Koa()
        app.silent = true
        for (const step of steps) app.use(step)
        const url = await listening(t, app.listen(0, '127.0.0.1'))
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
        // Koa itself would leave the client waiting.
        const { status } = await fetch(url, { headers, signal: AbortSignal.timeout(5000) })
        assert.equal(status, 500, String(thrown))
      }
    }
  })
}
