import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual, throws } from 'node:assert'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, suite, test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'

const NOW = 1_700_000_000
const kidOf = (token: string) => decodeProtectedHeader(token).kid

suite('in the process', () => {
  test('the clock moves on and back, for tokens and for pages', async () => {
    const issuer = createIssuer({ now: () => NOW * 1000 })
    const token = await issuer.token({ user: 'alice' })
    issuer.moveClock(3600)
    issuer.moveClock(-600)
    strictEqual(decodeJwt(await issuer.token()).iat, NOW + 3000)
    const init = { headers: { authorization: `Bearer ${token}` } }
    strictEqual((await issuer.fetch(`${issuer.endpoint}/oauth2/userinfo`, init)).status, 401)
    const { headers } = await issuer.fetch(`${issuer.endpoint}/oauth2/jwks`)
    strictEqual(headers.get('date'), new Date((NOW + 3000) * 1000).toUTCString())
    for (const seconds of [0.5, Number.NaN, Number.MAX_SAFE_INTEGER]) {
      throws(() => issuer.moveClock(seconds), /seconds must be a whole number/)
    }
  })

  test('a key that is published late signs before the key set has it', async () => {
    const issuer = createIssuer()
    const before = await issuer.jwks()
    await issuer.rotateKeys({ publish: 'later' })
    const token = await issuer.token({ user: 'alice' })
    deepStrictEqual(await issuer.jwks(), before)
    await rejects(jwtVerify(token, createLocalJWKSet(before)), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
    await issuer.publishKeys()
    await jwtVerify(token, createLocalJWKSet(await issuer.jwks()))
    strictEqual((await issuer.jwks()).keys.length, 2)
  })

  test('a new key may take over the old one’s name', async () => {
    const issuer = createIssuer()
    const [before] = (await issuer.jwks()).keys
    const old = await issuer.token()
    await issuer.rotateKeys({ keepKid: true })
    const { keys } = await issuer.jwks()
    strictEqual(keys.length, 1)
    strictEqual(keys[0]?.kid, before?.kid)
    notStrictEqual(keys[0]?.n, before?.n)
    await rejects(jwtVerify(old, createLocalJWKSet({ keys })), {
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    })
    await rejects(issuer.rotateKeys({ kid: 'x' } as object), /rotateKeys: 'kid' is not an option/)
  })

  test('the log says that the library asked for the key set once, and with which words about caching', async () => {
    const issuer = createIssuer()
    const verifier = createVerifier(authgear(issuer.endpoint), { fetch: issuer.fetch })
    const tokens = await Promise.all([1, 2, 3].map((number) => issuer.token({ user: `user-${number}` })))
    await Promise.all(tokens.map((token) => verifier.verify(token)))
    deepStrictEqual(
      issuer.requests().map(({ method, path, status }) => [method, path, status]),
      [
        ['GET', '/.well-known/openid-configuration', 200],
        ['GET', '/oauth2/jwks', 200],
      ],
    )
    strictEqual(issuer.requests('/oauth2/jwks').length, 1)
    strictEqual(issuer.requests('/oauth2/jwks')[0]?.cacheControl, 'no-cache')
  })

  test('a reset brings back the start, the first key included', async () => {
    const issuer = createIssuer({ now: () => NOW * 1000, users: [{ id: 'alice' }] })
    const kid = kidOf(await issuer.token())
    await issuer.rotateKeys()
    issuer.moveClock(60)
    issuer.putUser({ id: 'bob' })
    issuer.disableUser('alice')
    issuer.breakPath('/oauth2/jwks', { status: 500 })
    await issuer.fetch(`${issuer.endpoint}/oauth2/jwks`)
    await issuer.reset()
    deepStrictEqual([kidOf(await issuer.token()), (await issuer.jwks()).keys.length], [kid, 1])
    strictEqual(decodeJwt(await issuer.token()).iat, NOW)
    deepStrictEqual(
      issuer.users().map(({ id, isDisabled }) => [id, isDisabled]),
      [['alice', false]],
    )
    deepStrictEqual(issuer.requests(), [])
    strictEqual((await issuer.fetch(`${issuer.endpoint}/oauth2/jwks`)).status, 200)
  })
})

suite('a file of keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-keys-'))
  after(() => rmSync(folder, { recursive: true }))

  test('carries the keys to the next issuer, rotated ones too, for its owner’s eyes only', async () => {
    const keysFile = join(folder, 'keys.json')
    const first = createIssuer({ keysFile })
    const token = await first.token({ user: 'alice' })
    await first.rotateKeys()
    const second = createIssuer({ keysFile })
    deepStrictEqual(await second.jwks(), await first.jwks())
    await jwtVerify(token, createLocalJWKSet(await second.jwks()))
    strictEqual(kidOf(await second.token()), kidOf(await first.token()))
    strictEqual(statSync(keysFile).mode & 0o777, 0o600)
    strictEqual(JSON.stringify(await second.jwks()).includes('"d"'), false)
    ok(readFileSync(keysFile, 'utf8').includes('"d"'))
  })

  test('in a folder that is not there is refused, and works once it is', async () => {
    const later = join(folder, 'later')
    const issuer = createIssuer({ keysFile: join(later, 'keys.json') })
    await rejects(issuer.token(), /keys.json cannot be written \(ENOENT\); is the folder there\?$/)
    mkdirSync(later)
    const kid = kidOf(await issuer.token())
    rmSync(later, { recursive: true })
    await rejects(issuer.rotateKeys(), /cannot be written/)
    strictEqual(kidOf(await issuer.token()), kid)
  })

  for (const text of ['', '{}', '{"keys":[]}', '{"keys":[{"kty":"RSA"}]}', '{"keys":[1]}']) {
    test(`that holds ${text || 'nothing'} is refused, and left as it is`, async () => {
      const keysFile = join(folder, 'bad.json')
      writeFileSync(keysFile, text)
      await rejects(createIssuer({ keysFile }).token(), /bad.json is no file of keys; delete it/)
      await rejects(createIssuer({ keysFile }).rotateKeys(), /bad.json is no file of keys/)
      strictEqual(readFileSync(keysFile, 'utf8'), text)
    })
  }
})

suite('over HTTP', () => {
  let issuer: RunningIssuer
  before(async () => {
    issuer = await createIssuer({ now: () => NOW * 1000, users: [{ id: 'alice' }] }).listen()
  })
  afterEach(() => issuer.reset())
  after(() => issuer.close())

  async function call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${issuer.endpoint}${path}`, init)
    return { status: response.status, body: await response.json() }
  }

  test('there is a list of what can be asked for', async () => {
    const { routes } = (await call('GET', '/dev/')).body as { routes: string[] }
    ok(routes.includes('POST /dev/token'))
    for (const route of routes.filter((route) => route.startsWith('GET'))) {
      strictEqual((await call('GET', route.slice(4))).status, 200, route)
    }
  })

  test('a token is minted as in the process', async () => {
    const wishes = {
      user: { id: 'bob', roles: ['admin'] },
      claims: { org_id: 'acme' },
      lifetimeSeconds: 60,
      authTimeSecondsAgo: 600,
    }
    const { body } = await call('POST', '/dev/token', wishes)
    const claims = decodeJwt((body as { access_token: string }).access_token)
    deepStrictEqual(
      [claims.iss, claims.sub, claims['org_id'], claims.exp, claims['auth_time']],
      [issuer.endpoint, 'bob', 'acme', NOW + 60, NOW - 600],
    )
  })

  test('every fault can be had', async () => {
    const { body: faults } = await call('GET', '/dev/faults')
    deepStrictEqual(faults, issuer.faults())
    for (const { name } of issuer.faults()) {
      const { status, body } = await call('POST', '/dev/token', { fault: name })
      strictEqual(status, 200)
      ok((body as { access_token: string }).access_token.length > 0, name)
    }
  })

  test('keys rotate, are published, and are dropped', async () => {
    type Set = { keys: { kid: string }[] }
    const start = await issuer.jwks()
    const held = (await call('POST', '/dev/keys/rotate', { publish: 'later' })).body as Set
    strictEqual(held.keys.length, start.keys.length)
    strictEqual(((await call('POST', '/dev/keys/publish')).body as Set).keys.length, start.keys.length + 1)
    strictEqual(((await call('POST', '/dev/keys/drop-old')).body as Set).keys.length, 1)
  })

  test('the clock, users and sessions are in reach', async () => {
    deepStrictEqual((await call('POST', '/dev/clock', { moveBySeconds: 5 })).body, { now: NOW + 5 })
    strictEqual((await call('POST', '/dev/users', { id: 'dave', isVerified: false })).status, 200)
    await call('POST', '/dev/users/alice/disable')
    deepStrictEqual(
      issuer.users().map(({ id, isVerified, isDisabled }) => [id, isVerified, isDisabled]),
      [
        ['alice', true, true],
        ['dave', false, false],
      ],
    )
    await call('POST', '/dev/users/alice/enable')
    strictEqual(issuer.users()[0]?.isDisabled, false)
    deepStrictEqual((await call('GET', '/dev/sessions')).body, [])
    deepStrictEqual((await call('POST', '/dev/sessions/nobody/end')).body, { ended: false })
  })

  test('requests are logged, but not those to the control plane', async () => {
    await fetch(`${issuer.endpoint}/oauth2/jwks?secret=1`)
    await fetch(`${issuer.endpoint}/healthz`)
    const { body } = await call('GET', '/dev/requests?path=/oauth2/jwks')
    deepStrictEqual(body, [{ atMs: NOW * 1000, method: 'GET', path: '/oauth2/jwks', status: 200 }])
    deepStrictEqual(
      issuer.requests().map(({ path }) => path),
      ['/oauth2/jwks', '/healthz'],
    )
    await call('POST', '/dev/reset')
    deepStrictEqual(issuer.requests(), [])
  })

  const mistakes: readonly (readonly [string, object, RegExp])[] = [
    ['/dev/token', { fault: 'borked' }, /^token: fault must be one of 'expired'/],
    ['/dev/token', { user: { id: 'a', isAdmin: true } }, /^token: user: 'isAdmin' is not an option/],
    ['/dev/token', { claims: { sub: 'x' } }, /^token: claims may only add, and 'sub' is already there/],
    ['/dev/token', [1] as object, /^the body must be a JSON object/],
    ['/dev/clock', { moveBySeconds: '5' }, /^moveClock: seconds must be a whole number/],
    ['/dev/clock', {}, /^moveClock: seconds must be a whole number/],
    ['/dev/keys/rotate', { publish: 'never' }, /^rotateKeys: publish must be one of 'now', 'later'/],
    ['/dev/users', { roles: [] }, /^user must have an id/],
    ['/dev/broken-paths', { path: '/oauth2/jwks' }, /^breakPath: say one way/],
    ['/dev/broken-paths', { status: 500 }, /^breakPath: path must be one of the issuer's paths/],
  ]
  for (const [path, body, message] of mistakes) {
    test(`${path} answers ${JSON.stringify(body)} with 400 and a sentence`, async () => {
      const { status, body: answer } = await call('POST', path, body)
      strictEqual(status, 400)
      match((answer as { error_description: string }).error_description, message)
    })
  }

  test('a body that is not JSON is a 400, and an unknown page a 404', async () => {
    const response = await fetch(`${issuer.endpoint}/dev/token`, { method: 'POST', body: '{' })
    deepStrictEqual(
      [response.status, ((await response.json()) as { error_description: string }).error_description],
      [400, 'the body is not JSON; write it like {"name": "value"}'],
    )
    strictEqual((await call('GET', '/dev/nothing')).status, 404)
  })

  test('the address in the header jku is real: who follows it finds the attacker’s key', async () => {
    const token = await issuer.token({ user: 'alice', fault: 'jku' })
    const { jku } = decodeProtectedHeader(token) as { jku: string }
    const keys = (await (await fetch(jku)).json()) as { keys: [] }
    strictEqual(
      (await jwtVerify(token, createLocalJWKSet(keys), { currentDate: new Date(NOW * 1000) })).payload.sub,
      'alice',
    )
  })
})
