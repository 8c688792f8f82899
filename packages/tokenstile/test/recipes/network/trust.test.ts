import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { createAuthority } from './certificates.ts'
import { fetchAsClient } from './client-certificate.ts'
import { fetchTrusting } from './custom-ca.ts'
import { assertUnreachable, verifierAt } from './reached-issuer.ts'
import { serveIssuer } from './served-issuer.ts'

const authority = createAuthority()
const stranger = createAuthority()
const onLocalhost = authority.issue('localhost')
const { ca } = authority

test('reaches an issuer whose certificate comes from a private authority, and only with it', async (t) => {
  const { issuer, token } = await serveIssuer(t, { tls: onLocalhost })
  assert.equal((await verifierAt(issuer, fetchTrusting(ca)).verify(token())).subject, 'user-1')
  const alsoTheirs = fetchTrusting(...rootCertificates, ca)
  assert.equal((await verifierAt(issuer, alsoTheirs).verify(token())).subject, 'user-1')
  await assertUnreachable(verifierAt(issuer), token())
  for (const fetch of [fetchTrusting(stranger.ca), fetchTrusting(...rootCertificates)]) {
    await assertUnreachable(verifierAt(issuer, fetch), token())
  }
})

test('refuses a certificate of the private authority that is for another host', async (t) => {
  const { issuer, token } = await serveIssuer(t, { tls: authority.issue('elsewhere.example') })
  await assertUnreachable(verifierAt(issuer, fetchTrusting(ca)), token())
})

const demanding = { ...onLocalhost, ca, requestCert: true, rejectUnauthorized: true }

test('reaches an issuer that demands a client certificate, and only with a good one', async (t) => {
  const { issuer, token } = await serveIssuer(t, { tls: demanding })
  const good = fetchAsClient(() => ({ ...authority.issue('orders-api'), ca }))
  assert.equal((await verifierAt(issuer, good).verify(token())).subject, 'user-1')
  await assertUnreachable(verifierAt(issuer, fetchTrusting(ca)), token())
  const forged = fetchAsClient(() => ({ ...stranger.issue('orders-api'), ca }))
  await assertUnreachable(verifierAt(issuer, forged), token())
})

test('takes a renewed client certificate without a restart, and a missing file as an outage', async (t) => {
  const { issuer, token } = await serveIssuer(t, { tls: demanding })
  const outdated = { ...stranger.issue('orders-api'), ca }
  let read = () => outdated
  const fetch = fetchAsClient(() => read())
  await assertUnreachable(verifierAt(issuer, fetch), token())
  read = () => assert.fail('no such file')
  await assertUnreachable(verifierAt(issuer, fetch), token())
  read = () => ({ ...authority.issue('orders-api'), ca })
  await verifierAt(issuer, fetch).verify(token())
})
