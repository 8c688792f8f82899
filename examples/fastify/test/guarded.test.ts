import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp } from '#app'
import { authorize } from 'tokenstile/fastify'

test('the plugin guards paths that nobody serves too', async () => {
  const app = createApp('http://localhost:4000')
  assert.equal((await app.inject('/nowhere')).statusCode, 401)
})

test('what a public route demands is a fault, never a pass', async () => {
  const app = createApp('http://localhost:4000')
  app.get('/odd', { config: { public: true }, onRequest: authorize({}) }, () => 'open')
  assert.equal((await app.inject('/odd')).statusCode, 500)
})
