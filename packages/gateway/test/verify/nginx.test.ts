import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openScene } from '../support/gateway.ts'

const ASKED = {
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'api.example',
  'X-Forwarded-Uri': '/orders?x=1',
}

test('says who is calling', async (t) => {
  const { url, issuer, decisions } = await openScene(t)
  const token = await issuer.token({ user: { id: 'alice', roles: ['admin', 'staff'] } })
  const answer = await fetch(`${url}/verify`, { headers: { ...ASKED, Authorization: `Bearer ${token}` } })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('x-user-id'), 'alice')
  assert.equal(answer.headers.get('x-user-roles'), 'admin,staff')
  assert.equal(answer.headers.get('x-auth-status'), 'valid')
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.equal(decisions[0]?.kind, 'allowed')
})

test('refuses without a token, with empty identity headers', async (t) => {
  const { url } = await openScene(t)
  const answer = await fetch(`${url}/verify`, { headers: ASKED })
  assert.equal(answer.status, 401)
  assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
  assert.equal(answer.headers.get('x-user-id'), '')
})
