import { metrics } from '@opentelemetry/api'
import { createMeasuredVerifier } from '@tokenstile/example-opentelemetry/measured-verifier'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test, type TestContext } from 'node:test'
import { createVerifier, type Verifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { startMeasuring, startSdk, type Measuring } from './measured-points.ts'

interface Scene {
  readonly issuer: RunningIssuer
  readonly verifier: Verifier
  readonly measuring: Measuring
  /** Lets the keys grow older. */
  age(seconds: number): void
}

async function openScene(t: TestContext): Promise<Scene> {
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const measuring = startMeasuring(t)
  let monotonicMs = 0
  const verifier = createVerifier(authgear(issuer.endpoint), {
    onEvent: measuring.onEvent,
    monotonicNow: () => monotonicMs,
  })
  measuring.observe(verifier)
  return { issuer, verifier, measuring, age: (seconds) => (monotonicMs += seconds * 1000) }
}

const stateOf = (points: Awaited<ReturnType<Measuring['read']>>): unknown =>
  points['tokenstile.keys.status']
    ?.filter(({ value }) => value === 1)
    .map(({ attributes }) => attributes['tokenstile.keys.state'])

test('counts a refusal by its code, and a good token as nothing', async (t) => {
  const { issuer, verifier, measuring } = await openScene(t)
  await verifier.verify(await issuer.token({ user: 'alice' }))
  assert.equal((await measuring.read())['tokenstile.tokens.refused'], undefined)

  const bad = await issuer.token({ user: 'alice', issuedAt: 1_000_000_000 })
  for (let time = 0; time < 2; time++) await assert.rejects(verifier.verify(bad))
  const [point, ...more] = (await measuring.read())['tokenstile.tokens.refused'] ?? []
  assert.equal(point?.value, 2)
  assert.deepEqual(point?.attributes, {
    'error.type': 'token_expired',
    'tokenstile.issuer': issuer.endpoint,
  })
  assert.deepEqual(more, [])
})

test('shows state and age of the keys, all states of an issuer at any time', async (t) => {
  const { issuer, verifier, measuring, age } = await openScene(t)
  assert.deepEqual(stateOf(await measuring.read()), ['idle'])
  await verifier.verify(await issuer.token({ user: 'alice' }))
  age(42)
  const points = await measuring.read()
  assert.deepEqual(stateOf(points), ['ready'])
  assert.equal(points['tokenstile.keys.status']?.length, 4)
  assert.deepEqual(points['tokenstile.keys.age'], [
    { attributes: { 'tokenstile.issuer': issuer.endpoint }, value: 42 },
  ])
})

test('tells an outage from a fetch, and the issuer from the others', async (t) => {
  const { issuer, verifier, measuring, age } = await openScene(t)
  await verifier.verify(await issuer.token({ user: 'alice' }))
  const others = createVerifier(authgear('http://localhost:1'), { onEvent: measuring.onEvent })
  await assert.rejects(others.warmUp())
  await issuer.close()
  age(3_600)
  await verifier.verify(await issuer.token({ user: 'bob' }))

  const points = await measuring.read()
  const failed = { 'error.type': 'network_error' }
  assert.deepEqual(points['tokenstile.keys.refreshes'], [
    { attributes: { 'tokenstile.issuer': issuer.endpoint }, value: 1 },
    { attributes: { ...failed, 'tokenstile.issuer': 'http://localhost:1' }, value: 1 },
    { attributes: { ...failed, 'tokenstile.issuer': issuer.endpoint }, value: 1 },
  ])
  assert.deepEqual(stateOf(points), ['degraded'])
  assert.deepEqual(points['tokenstile.keys.stale'], [
    { attributes: { ...failed, 'tokenstile.issuer': issuer.endpoint }, value: 1 },
  ])
})

test('counts each empty key set that an issuer publishes', async (t) => {
  const { issuer, verifier, measuring, age } = await openScene(t)
  const token = await issuer.token({ user: 'alice' })
  await verifier.verify(token)
  await issuer.close()
  const empty = createServer((request, response) => {
    const jwksUri = `${issuer.endpoint}/oauth2/jwks`
    const isKeys = request.url === '/oauth2/jwks'
    response.end(JSON.stringify(isKeys ? { keys: [] } : { issuer: issuer.endpoint, jwks_uri: jwksUri }))
  }).listen(issuer.port, 'localhost')
  await once(empty, 'listening')
  t.after(() => {
    empty.close()
    empty.closeAllConnections()
  })
  for (const time of [1, 2]) {
    age(700)
    await verifier.verify(token)
    const withdrawn = (await measuring.read())['tokenstile.keys.withdrawn']
    assert.deepEqual(withdrawn, [{ attributes: { 'tokenstile.issuer': issuer.endpoint }, value: time }])
  }
})

const away = () => assert.fail('the store is away')

test('counts snapshots that could not be loaded or saved, each step by itself', async (t) => {
  const { issuer, measuring } = await openScene(t)
  const keys = { snapshot: { load: away, save: away } }
  await createVerifier(authgear(issuer.endpoint, { keys }), { onEvent: measuring.onEvent }).warmUp()
  const attributes = { 'tokenstile.issuer': issuer.endpoint }
  assert.deepEqual((await measuring.read())['tokenstile.snapshots.failed'], [
    { attributes: { 'tokenstile.snapshot.step': 'load', ...attributes }, value: 1 },
    { attributes: { 'tokenstile.snapshot.step': 'save', ...attributes }, value: 1 },
  ])
})

test('counts calls of distrustKey', async (t) => {
  const { issuer, verifier, measuring } = await openScene(t)
  verifier.distrustKey(issuer.endpoint, { kid: 'leaked' })
  assert.deepEqual((await measuring.read())['tokenstile.keys.distrusted'], [
    { attributes: { 'tokenstile.issuer': issuer.endpoint }, value: 1 },
  ])
})

test('counts callbacks of onEnd that fail, by what they were called for', async (t) => {
  const { issuer, verifier, measuring } = await openScene(t)
  const auth = await verifier.verify(await issuer.token({ user: 'alice' }))
  verifier.onEnd(auth, () => assert.fail('the socket is away'))
  verifier.distrustKey(issuer.endpoint, { kid: auth.header.kid as string })
  assert.deepEqual((await measuring.read())['tokenstile.ends.failed'], [
    {
      attributes: { 'tokenstile.end.reason': 'key_distrusted', 'tokenstile.issuer': issuer.endpoint },
      value: 1,
    },
  ])
})

test('counts fetches without TLS', async (t) => {
  const measuring = startMeasuring(t)
  const issuer = createIssuer({ endpoint: 'http://issuer.internal' })
  const verifier = createVerifier(
    { issuer: issuer.endpoint, audience: null, dangerouslyAllowHttpFor: ['issuer.internal'] },
    { fetch: issuer.fetch, onEvent: measuring.onEvent },
  )
  await verifier.warmUp()
  assert.deepEqual((await measuring.read())['tokenstile.keys.insecure'], [
    { attributes: { 'tokenstile.issuer': issuer.endpoint }, value: 1 },
  ])
})

test('counts unknown keys that are throttled, and never by their id', async (t) => {
  const { issuer, verifier, measuring, age } = await openScene(t)
  await verifier.verify(await issuer.token({ user: 'alice' }))
  age(10)
  const strange = createIssuer({ endpoint: issuer.endpoint })
  for (let attempt = 0; attempt < 3; attempt++) {
    await strange.rotateKeys()
    await assert.rejects(verifier.verify(await strange.token({ user: 'mallory' })))
    age(6)
  }
  const throttled = (await measuring.read())['tokenstile.keys.throttled']
  assert.deepEqual(throttled, [{ attributes: { 'tokenstile.issuer': issuer.endpoint }, value: 1 }])
})

test('puts nothing of a token into an attribute, and no name that is not listed', async (t) => {
  const { issuer, verifier, measuring } = await openScene(t)
  const token = await issuer.token({ user: 'alice-the-user', claims: { tenant: 'a-tenant' } })
  await verifier.verify(token)
  await assert.rejects(verifier.verify(`${token.slice(0, -8)}AAAAAAAA`))
  const foreign = createIssuer({ endpoint: 'https://attacker.example' })
  await assert.rejects(verifier.verify(await foreign.token({ user: 'mallory' })))

  const attributes = Object.values(await measuring.read()).flatMap((points) =>
    points.flatMap((point) => Object.entries(point.attributes)),
  )
  const values = JSON.stringify(attributes)
  const kid = (await issuer.jwks()).keys[0]?.kid ?? assert.fail('the issuer has no key')
  for (const secret of [kid, 'alice-the-user', 'a-tenant', 'attacker', ...token.split('.')]) {
    assert.ok(!values.includes(secret), `an attribute holds ${secret}`)
  }
  assert.deepEqual([...new Set(attributes.map(([name]) => name))].toSorted(), [
    'error.type',
    'tokenstile.issuer',
    'tokenstile.keys.state',
  ])
})

test("measures with the program's own MeterProvider", async (t) => {
  const { provider, read } = startSdk(t)
  metrics.setGlobalMeterProvider(provider)
  t.after(() => metrics.disable())
  const issuer = await createIssuer().listen()
  t.after(() => issuer.close())
  const verifier = createMeasuredVerifier(issuer.endpoint)
  await verifier.verify(await issuer.token({ user: 'alice' }))
  await assert.rejects(verifier.verify('no token'))
  const points = await read()
  assert.deepEqual(stateOf(points), ['ready'])
  assert.equal(points['tokenstile.tokens.refused']?.[0]?.value, 1)
})
