import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { createVerifier } from 'tokenstile'
import { openScene } from '../support/gateway.ts'
import { GATEWAY, openAssertion, type AssertionScene } from './scene.ts'

const BACKEND = 'https://orders.internal'

/** What a backend does with the header. */
async function verifyAsBackend({ jwksUrl }: AssertionScene, assertion: string, audience = BACKEND) {
  return await jwtVerify(assertion, createRemoteJWKSet(new URL(jwksUrl)), {
    issuer: GATEWAY,
    audience,
    algorithms: ['ES256'],
    typ: 'tokenstile-assertion+jwt',
    requiredClaims: ['exp', 'iat', 'jti', 'sub', 'htm', 'htp'],
    maxTokenAge: 60,
  })
}

async function attest(scene: AssertionScene, asked?: Parameters<AssertionScene['attest']>[0]) {
  const assertion = await scene.attest(asked)
  assert.ok(assertion)
  return assertion
}

test('says who is calling, for one backend and one request', async (t) => {
  const scene = await openAssertion(t)
  const before = Math.floor(Date.now() / 1000)
  const assertion = await attest(scene, { method: 'POST', uri: '/orders/7?secret=1' })
  const { payload, protectedHeader } = await verifyAsBackend(scene, assertion)
  const { iat = 0, exp = 0, jti, ...rest } = payload
  assert.deepEqual(rest, {
    iss: GATEWAY,
    aud: BACKEND,
    sub: 'alice',
    sub_iss: scene.issuer.endpoint,
    client_id: 'local-app',
    htm: 'POST',
    htp: '/orders/7',
  })
  assert.ok(iat >= before && iat <= Date.now() / 1000)
  assert.equal(exp - iat, 60)
  assert.match(jti ?? '', /^[0-9a-f-]{36}$/)
  assert.deepEqual(Object.keys(protectedHeader).toSorted(), ['alg', 'kid', 'typ'])
})

test('signs each request anew, also with the same token', async (t) => {
  const scene = await openAssertion(t)
  const token = await scene.issuer.token({ user: 'alice' })
  const one = decodeJwt(await attest(scene, { token, uri: '/a' }))
  const other = decodeJwt(await attest(scene, { token, uri: '/b' }))
  assert.deepEqual([one['htp'], other['htp']], ['/a', '/b'])
  assert.notEqual(one.jti, other.jti)
})

test('is refused for another backend, and where a byte was changed', async (t) => {
  const scene = await openAssertion(t)
  const assertion = await attest(scene)
  await assert.rejects(
    verifyAsBackend(scene, assertion, 'https://billing.internal'),
    errors.JWTClaimValidationFailed,
  )
  const [header = '', , signature = ''] = assertion.split('.')
  const forged = Buffer.from(JSON.stringify({ ...decodeJwt(assertion), sub: 'admin' })).toString('base64url')
  await assert.rejects(
    verifyAsBackend(scene, `${header}.${forged}.${signature}`),
    errors.JWSSignatureVerificationFailed,
  )
})

test('names the backend and the rewritten path of the rule', async (t) => {
  const scene = await openAssertion(t, {
    rules: [
      { path: '/api', backend: 'https://api.internal', rewrite: { stripPrefix: '/api' } },
      { path: '/old', backend: 'https://old.internal', rewrite: { stripPrefix: '/old', addPrefix: '/v1' } },
      { path: '/more', backend: 'https://more.internal', rewrite: { addPrefix: '/v2/' } },
      { backend: 'https://rest.internal' },
    ],
  })
  const cases = [
    ['/api/orders?x=1', 'https://api.internal', '/orders'],
    ['/api', 'https://api.internal', '/'],
    ['/api/', 'https://api.internal', '/'],
    ['/old/a%20b', 'https://old.internal', '/v1/a%20b'],
    ['/old', 'https://old.internal', '/v1'],
    ['/more/x', 'https://more.internal', '/v2/more/x'],
    ['/apis', 'https://rest.internal', '/apis'],
  ] as const
  for (const [uri, audience, path] of cases) {
    const { aud, htp } = decodeJwt(await attest(scene, { uri }))
    assert.deepEqual([aud, htp], [audience, path], uri)
  }
})

test('names a machine by its client', async (t) => {
  const resource = 'https://orders.example'
  const scene = await openAssertion(t)
  const { endpoint } = scene.issuer
  const other = await openAssertion(t, { issuers: [{ authgear: endpoint, resource }] } as never)
  const token = await scene.issuer.token({ client: { id: 'robot', resource } })
  const { sub, client_id } = decodeJwt(await attest(other, { token }))
  assert.deepEqual([sub, client_id], ['client_id_robot', 'robot'])
})

test('lives as long as is configured', async (t) => {
  const { iat = 0, exp } = decodeJwt(await attest(await openAssertion(t, {}, { lifetimeSeconds: 5 })))
  assert.equal(exp, iat + 5)
})

test('is an empty header for an anonymous caller and for a refusal', async (t) => {
  const rules = [{ path: '/public', anonymous: true as const, backend: BACKEND }, { backend: BACKEND }]
  const scene = await openAssertion(t, { rules })
  assert.equal(await scene.attest({ uri: '/public', token: undefined }), '')
  assert.equal(await scene.attest({ uri: '/orders', token: undefined }), '')
  assert.equal(await scene.attest({ uri: '/public', token: 'x' }), '')
  assert.equal(scene.decisions[0]?.kind, 'allowed')
  await verifyAsBackend(scene, await attest(scene, { uri: '/public' }))
})

test('may not be sent by a client', async (t) => {
  const { url, issuer, attest } = await openAssertion(t)
  const assertion = await attest()
  for (const name of ['X-Tokenstile-Assertion', 'X_Tokenstile_Assertion', 'x.tokenstile.assertion']) {
    const answer = await fetch(`${url}/verify`, {
      headers: {
        'X-Forwarded-Method': 'GET',
        'X-Forwarded-Host': 'api.example',
        'X-Forwarded-Uri': '/',
        Authorization: `Bearer ${await issuer.token()}`,
        [name]: assertion ?? '',
      },
    })
    assert.equal(answer.status, 403, name)
  }
})

test('is no access token and no ID token to a verifier that trusts its issuer', async (t) => {
  const scene = await openAssertion(t)
  const assertion = await attest(scene)
  for (const audience of [BACKEND, null]) {
    const verifier = createVerifier({
      issuer: GATEWAY,
      audience,
      algorithms: ['ES256'],
      requiredClaims: ['exp', 'sub'],
      keys: { jwksUri: scene.jwksUrl },
    })
    t.after(() => verifier.close())
    await assert.rejects(verifier.verify(assertion), { code: 'wrong_type' })
    await assert.rejects(verifier.verifyIdToken(assertion, { clientIds: [BACKEND, 'local-app'] }), {
      code: 'wrong_type',
    })
  }
})

test('is no access token to the gateway that signed it', async (t) => {
  const scene = await openAssertion(t)
  const token = await attest(scene)
  assert.equal(await scene.attest({ token }), '')
  const decision = scene.decisions.at(-1)
  assert.equal(decision?.kind === 'refused' && decision.error.code, 'untrusted_issuer')
})

test('publishes the public keys to everybody, and nothing private', async (t) => {
  const scene = await openAssertion(t, { trustedProxies: ['10.9.9.9'] }, { jwksLifetimeSeconds: 120 })
  const answer = await fetch(scene.jwksUrl)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/json')
  assert.equal(answer.headers.get('cache-control'), 'max-age=120')
  const { keys } = (await answer.json()) as { keys: Record<string, string>[] }
  assert.equal(keys.length, 1)
  assert.deepEqual(Object.keys(keys[0] ?? {}).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  const head = await fetch(scene.jwksUrl, { method: 'HEAD' })
  assert.deepEqual([head.status, await head.text()], [200, ''])
  assert.equal((await fetch(scene.jwksUrl, { method: 'POST' })).status, 405)
})

test('names the key that signed by its thumbprint', async (t) => {
  const scene = await openAssertion(t)
  const { kid } = decodeProtectedHeader(await attest(scene))
  const { keys } = (await (await fetch(scene.jwksUrl)).json()) as { keys: { kid: string }[] }
  assert.equal(kid, keys[0]?.kid)
  assert.match(kid ?? '', /^[A-Za-z0-9_-]{43}$/)
})

test('has no keys to show where no identity is signed', async (t) => {
  const { url } = await openScene(t)
  assert.equal((await fetch(`${url}/.well-known/jwks.json`)).status, 404)
})

test('goes on with the same keys after a restart', async (t) => {
  const scene = await openAssertion(t)
  const again = await openAssertion(t, {}, { keyFile: scene.keyFile })
  const assertion = await attest(scene)
  await verifyAsBackend(again, assertion)
})
