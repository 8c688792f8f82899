import assert from 'node:assert/strict'
import { test } from 'node:test'
import fastify from 'fastify'
import { createVerifier } from 'tokenstile'
import { authenticate } from 'tokenstile/fastify'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const plugin = authenticate(createVerifier(issuerOptions(), { now }))

test('says that it is a plugin where it stands as a hook, and lets nobody pass', async () => {
  const app = fastify()
  app.get('/', { onRequest: plugin as never }, () => 'passed')
  const answer = await app.inject({ url: '/', headers: { authorization: `Bearer ${buildToken()}` } })
  assert.equal(answer.statusCode, 500)
  assert.match(answer.json<{ message: string }>().message, /plugin/)
})

test('names the verifier where the framework calls authenticate instead of the program', () => {
  assert.throws(() => authenticate(fastify() as never, { verifier: plugin } as never), {
    name: 'ConfigError',
    option: 'verifier',
  })
})
