import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openScene } from '../support/gateway.ts'
import { sendRaw } from '../support/raw-request.ts'

const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }

// Proxies that keep Upgrade to themselves.
test('a page of another origin opens no WebSocket with a cookie, where the proxy does not tell of the upgrade', async (t) => {
  const { issuer, url } = await openScene(t, { proxy: 'ingress-nginx', cookie })
  const ask = async (...lines: readonly string[]): Promise<number> => {
    const told = ['X-Original-Method: GET', 'X-Original-URL: https://api.example/live']
    const token = `Cookie: __Host-token=${await issuer.token({ user: 'alice' })}`
    return (await sendRaw(Number(new URL(url).port), 'GET', '/verify', [...told, token, ...lines])).status
  }
  for (const line of ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version: 13']) {
    assert.equal(await ask(line, 'Origin: https://evil.example'), 403)
    assert.equal(await ask(line, 'Origin: https://app.example'), 200)
  }
  assert.equal(await ask('Origin: https://evil.example'), 200)
})
