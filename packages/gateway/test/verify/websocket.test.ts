import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openScene } from '../support/gateway.ts'
import { sendRaw } from '../support/raw-request.ts'

const COOKIE = { name: '__Host-token', allowedOrigins: ['https://app.example'] }

test('knows a WebSocket also where the proxy takes Upgrade off its question, as Traefik does', async (t) => {
  const { url, issuer } = await openScene(t, { proxy: 'traefik', cookie: COOKIE })
  const asked = [
    'X-Forwarded-Method: GET',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: api.example',
    'X-Forwarded-Uri: /live',
    `Cookie: __Host-token=${await issuer.token({ user: 'alice' })}`,
  ]
  const ask = async (...lines: readonly string[]): Promise<number> =>
    (await sendRaw(Number(new URL(url).port), 'GET', '/verify', [...asked, ...lines])).status
  assert.equal(await ask(), 200)
  for (const line of ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version: 13']) {
    assert.equal(await ask(line, 'Origin: https://evil.example'), 403)
    assert.equal(await ask(line), 403)
    assert.equal(await ask(line, 'Origin: https://app.example'), 200)
  }
})

test('refuses a request that announces an identity behind its body', async (t) => {
  const { url } = await openScene(t, { proxy: 'caddy', rules: [{ anonymous: true }] })
  const asked = ['X-Forwarded-Method: POST', 'X-Forwarded-Host: api.example', 'X-Forwarded-Uri: /']
  const ask = async (line: string): Promise<number> =>
    (await sendRaw(Number(new URL(url).port), 'GET', '/verify', [...asked, line])).status
  assert.equal(await ask('Trailer: X-User-Id'), 400)
  assert.equal(await ask('Trailer: Checksum, x_user_id'), 400)
  assert.equal(await ask('Trailer: Checksum'), 200)
})
