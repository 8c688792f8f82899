import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fastify, { type FastifyInstance } from 'fastify'
import { createVerifier } from 'tokenstile'
import { authenticate } from 'tokenstile/fastify'
import { assertConfigError } from '../support/refusals.ts'
import { issuerOptions } from '../support/tokens.ts'

const guard = authenticate(createVerifier(issuerOptions()))

function createApp(t: TestContext): FastifyInstance {
  const app = fastify()
  t.after(() => app.close())
  return app
}

test('the application does not start where another plugin has put its own auth on requests', async (t) => {
  const app = createApp(t)
  app.decorateRequest('auth')
  app.register(guard)
  await assertConfigError(async () => await app.ready(), 'authenticate')
})

test('whoever awaits the registration is told as well', async (t) => {
  const app = createApp(t)
  app.decorateRequest('auth')
  await assertConfigError(async () => await app.register(guard), 'authenticate')
})

test('two of its own on one application are no conflict', async (t) => {
  const app = createApp(t)
  app.register(guard)
  app.register(guard)
  await app.ready()
  assert.ok(app.hasRequestDecorator('auth'))
})
