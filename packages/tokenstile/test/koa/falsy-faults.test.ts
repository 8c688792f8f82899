import assert from 'node:assert/strict'
import { test } from 'node:test'
import koa2 from 'koa2'
import koa3 from 'koa'
import { createVerifier } from 'tokenstile'
import { authenticate, authorize, type Middleware } from 'tokenstile/koa'
import { listening } from '../contract/listening.ts'
import { send } from '../contract/sent-request.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const THROWN: readonly unknown[] = [undefined, null, 0, '', false, 'x', 1n, Symbol('x')]
const good = createVerifier(issuerOptions(), { now })
const authorization = `Authorization: Bearer ${buildToken()}`

for (const [version, Koa] of [
  ['2', koa2],
  ['3', koa3],
] as const) {
  // Koa itself does nothing where nothing was thrown: the client would wait for ever.
  test(
    `whatever a function of the program throws, Koa ${version} answers`,
    { timeout: 20_000 },
    async (t) => {
      for (const thrown of THROWN) {
        const fail = (): never => {
          throw thrown
        }
        const faulty = createVerifier(issuerOptions({ toUser: fail }), { now })
        const stacks: readonly (readonly [steps: readonly Middleware[], lines: readonly string[]])[] = [
          [[authenticate(good), authorize({ check: fail })], [authorization]],
          [[authenticate(good, { onRefused: fail })], []],
          [[authenticate(good, { onRefused: async () => fail() })], []],
          [[authenticate(faulty)], [authorization]],
        ]
        for (const [steps, lines] of stacks) {
          const app = new Koa()
          app.silent = true
          for (const step of steps) app.use(step)
          app.use((context) => {
            context.body = 'OPEN'
          })
          const url = await listening(t, app.listen(0, '127.0.0.1'))
          const { status, body } = await send(url, { path: '/', lines })
          assert.deepEqual([status, body], [500, 'Internal Server Error'])
        }
      }
    },
  )
}
