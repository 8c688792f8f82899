import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createVerifier,
  type Auth,
  type EndReason,
  type Verifier,
  type VerifierEvent,
  type VerifierSettings,
} from 'tokenstile'
import { buildVerifier } from '../dist/esm/core/build-verifier.js'
import { engine as web } from '../dist/esm/crypto/web.js'
import { platform } from '../dist/esm/platform.js'
import { runProgram } from './package/child-process.ts'
import { ENGINES } from './support/both-engines.ts'
import { createClock, settle, type TestClock } from './support/clock.ts'
import { testKey } from './support/keys.ts'
import { assertConfigError } from './support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from './support/tokens.ts'

/** A verifier whose timers run when a test says so. */
interface Scene {
  readonly verifier: Verifier<Auth<unknown, unknown>>
  readonly clock: TestClock
  /** How long the one timer that is set waits, in milliseconds; undefined where none is. */
  readonly waitsMs: () => number | undefined
  /** Lets its time pass and runs it. */
  wake(): void
  watch(changes?: Readonly<Record<string, unknown>>): Promise<{ readonly reasons: EndReason[]; stop(): void }>
}

function createScene(settings: VerifierSettings = {}, engine = ENGINES[0]): Scene {
  const clock = createClock()
  const timers = new Set<{ readonly ms: number; readonly step: () => void }>()
  const after = (ms: number, step: () => void): (() => void) => {
    const timer = { ms, step }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const shared = { ...platform, ...clock.clocks, after, sharesIo: true }
  const verifier = buildVerifier(engine, shared, issuerOptions(), settings)
  return {
    verifier,
    clock,
    waitsMs() {
      assert.ok(timers.size <= 1, 'one timer serves all')
      return [...timers][0]?.ms
    },
    wake() {
      const [timer] = timers
      assert.ok(timer !== undefined, 'no timer is set')
      timers.delete(timer)
      clock.advance(timer.ms / 1000)
      timer.step()
    },
    async watch(claims = {}) {
      const reasons: EndReason[] = []
      const auth = await verifier.verify(buildToken({ claims }))
      return { reasons, stop: verifier.onEnd(auth, (reason) => void reasons.push(reason)) }
    },
  }
}

test('calls back once when the token is refused for its time, tolerance included, not before', async () => {
  const scene = createScene()
  const { reasons } = await scene.watch({ exp: NOW + 30 })
  assert.equal(scene.waitsMs(), 60_000)
  scene.wake()
  assert.deepEqual(reasons, [])
  assert.equal(scene.waitsMs(), 30_000)
  scene.wake()
  assert.deepEqual(reasons, ['token_expired'])
  assert.equal(scene.waitsMs(), undefined)
})

test('ends what a clock that was moved has ended', async () => {
  const scene = createScene()
  const { reasons } = await scene.watch({ exp: NOW + 1000 })
  scene.clock.set(NOW + 5000)
  scene.wake()
  assert.deepEqual(reasons, ['token_expired'])
})

test('sets one timer for the earliest end of many, and none where nothing is watched', async () => {
  const scene = createScene()
  const late = await scene.watch({ jti: 'late', exp: NOW + 50 })
  const early = await scene.watch({ jti: 'early', exp: NOW - 20 })
  assert.equal(scene.waitsMs(), 40_000)
  early.stop()
  scene.wake()
  assert.deepEqual([early.reasons, late.reasons], [[], []])
  assert.equal(scene.waitsMs(), 60_000)
  late.stop()
  late.stop()
  assert.equal(scene.waitsMs(), undefined)
})

test('looks at ten thousand sockets of one second with one timer, not sooner than in a tenth of it', async () => {
  const scene = createScene()
  const auth = await scene.verifier.verify(buildToken({ claims: { exp: NOW - 59.99 } }))
  let ended = 0
  for (let count = 0; count < 10_000; count++) scene.verifier.onEnd(auth, () => void ended++)
  assert.equal(scene.waitsMs(), 100)
  scene.wake()
  assert.equal(ended, 10_000)
})

test('asks the list of revoked tokens every second, once for each epoch', async () => {
  let epoch: unknown = 1
  let answer: unknown = false
  let asked = 0
  const isRevoked = (): boolean => {
    asked++
    return answer as boolean
  }
  const scene = createScene({ revocation: { isRevoked, epoch: () => epoch as number } })
  const { reasons } = await scene.watch()
  assert.equal(scene.waitsMs(), 1000)
  scene.wake()
  assert.equal(asked, 1)
  epoch = 2
  scene.wake()
  scene.wake()
  assert.equal(asked, 2)
  // A list that cannot say ends nothing, and is asked again.
  for (const broken of [undefined, 'yes', Promise.resolve(true)]) {
    epoch = Number(epoch) + 1
    answer = broken
    scene.wake()
  }
  assert.deepEqual(reasons, [])
  answer = true
  scene.wake()
  assert.deepEqual(reasons, ['token_revoked'])
})

test('notices a revocation that a request was told of before', async () => {
  let epoch = 1
  let revoked = false
  const scene = createScene({ revocation: { isRevoked: () => revoked, epoch: () => epoch } })
  const { reasons } = await scene.watch()
  revoked = true
  epoch = 2
  assert.equal((await scene.verifier.tryVerify(buildToken())).ok, false)
  scene.wake()
  assert.deepEqual(reasons, ['token_revoked'])
})

test('calls back at once when the key is distrusted, by kid', async () => {
  const scene = createScene()
  const { reasons } = await scene.watch()
  scene.verifier.distrustKey(ISSUER, { kid: 'another' })
  assert.deepEqual(reasons, [])
  scene.verifier.distrustKey(ISSUER, { kid: testKey().kid })
  assert.deepEqual(reasons, ['key_distrusted'])
  assert.equal(scene.waitsMs(), undefined)
})

test('calls back when the key is distrusted by thumbprint, on an engine that computes it later', async () => {
  const thumbprint = await thumbprintOf(testKey().jwk)
  const scene = createScene({}, web)
  const first = await scene.watch()
  const second = await scene.watch()
  scene.verifier.distrustKey(ISSUER, { thumbprint })
  second.stop()
  // It is computed on another thread.
  while (first.reasons.length === 0) await settle()
  assert.deepEqual([first.reasons, second.reasons], [['key_distrusted'], []])
})

for (const [how, fail] of [
  ['throws', (): never => assert.fail('the callback')],
  ['gives a promise that rejects', (): Promise<never> => Promise.reject(new RangeError('the callback'))],
] as const) {
  test(`a callback that ${how} keeps no other from being called, and is told of as an event`, async () => {
    const events: VerifierEvent[] = []
    const onEvent = (event: VerifierEvent): void => void events.push(event)
    for (const end of [
      (scene: Scene) => scene.verifier.distrustKey(ISSUER, { kid: testKey().kid }),
      (scene: Scene) => {
        scene.clock.set(NOW + 5000)
        scene.wake()
      },
    ]) {
      events.length = 0
      const scene = createScene({ onEvent })
      const auth = await scene.verifier.verify(buildToken())
      const reasons: EndReason[] = []
      scene.verifier.onEnd(auth, fail)
      scene.verifier.onEnd(auth, (reason) => void reasons.push(reason))
      end(scene)
      await settle()
      assert.equal(reasons.length, 1)
      assert.deepEqual(
        events.filter(({ type }) => type === 'on_end_failed'),
        [{ type: 'on_end_failed', issuer: ISSUER, reason: reasons[0] }],
      )
      assert.equal(scene.waitsMs(), undefined)
    }
  })
}

test('a callback may stop others, and watch anew: that is looked at the next time', async () => {
  const scene = createScene()
  const auth = await scene.verifier.verify(buildToken({ claims: { exp: NOW } }))
  const called: string[] = []
  let stopOther: (() => void) | undefined
  const again = (): void => {
    called.push('again')
    scene.verifier.onEnd(auth, again)
  }
  scene.verifier.onEnd(auth, () => {
    called.push('first')
    stopOther?.()
    scene.verifier.onEnd(auth, again)
  })
  stopOther = scene.verifier.onEnd(auth, () => void called.push('other'))
  scene.wake()
  assert.deepEqual(called, ['first'])
  assert.equal(scene.waitsMs(), 100)
  scene.wake()
  scene.wake()
  assert.deepEqual(called, ['first', 'again', 'again'])
})

for (const engine of ENGINES) {
  test(
    `ends what is watched only after its key was distrusted, on the ${engine.name} engine`,
    { timeout: 10_000 },
    async () => {
      const thumbprint = await thumbprintOf(testKey().jwk)
      for (const key of [{ kid: testKey().kid }, { thumbprint }]) {
        const scene = createScene({}, engine)
        const auth = await scene.verifier.verify(buildToken())
        scene.verifier.distrustKey(ISSUER, key)
        const reasons: EndReason[] = []
        scene.verifier.onEnd(auth, (reason) => void reasons.push(reason))
        // A thumbprint is computed on another thread.
        while (scene.waitsMs() !== 100) await settle()
        scene.wake()
        await settle()
        assert.deepEqual(reasons, ['key_distrusted'])
      }
    },
  )
}

test('refuses to watch what another verifier gave: its list and its distrust would never count', async () => {
  const revocation = { isRevoked: () => false, epoch: () => 1 }
  const [one, other] = [createScene(), createScene({ revocation })]
  const auth = await one.verifier.verify(buildToken())
  await assertConfigError(() => other.verifier.onEnd(auth, () => undefined), 'auth')
  assert.equal(other.waitsMs(), undefined)
})

test('calls nobody after close', async () => {
  const scene = createScene()
  const { reasons } = await scene.watch()
  scene.verifier.close()
  assert.equal(scene.waitsMs(), undefined)
  scene.verifier.distrustKey(ISSUER, { kid: testKey().kid })
  assert.deepEqual(reasons, [])
})

test('watches nothing that is asked for after close', async () => {
  const scene = createScene()
  const auth = await scene.verifier.verify(buildToken())
  scene.verifier.close()
  const reasons: EndReason[] = []
  const stop = scene.verifier.onEnd(auth, (reason) => void reasons.push(reason))
  assert.equal(scene.waitsMs(), undefined)
  scene.verifier.distrustKey(ISSUER, { kid: testKey().kid })
  stop()
  assert.deepEqual(reasons, [])
})

test('watches only what a verifier gave, with a function to call', async () => {
  const verifier = createVerifier(issuerOptions(), { now: () => NOW * 1000 })
  const auth = await verifier.verify(buildToken())
  for (const other of [{ ...auth }, structuredClone(auth), undefined, null, 'auth', {}]) {
    await assertConfigError(() => verifier.onEnd(other as never, () => undefined), 'auth')
  }
  await assertConfigError(() => verifier.onEnd(auth, 5 as never), 'callback')
})

test('an auth shows nothing of what it rests on', async () => {
  const auth = await createVerifier(issuerOptions(), { now: () => NOW * 1000 }).verify(buildToken())
  const names = ['issuer', 'subject', 'clientId', 'claims', 'user', 'scopes', 'roles', 'authTime']
  assert.deepEqual(Reflect.ownKeys(auth), [...names, 'issuedAt', 'expiresAt', 'header'])
  assert.equal(Object.getPrototypeOf(auth), Object.prototype)
})

test('a process that only watches ends by itself', async () => {
  const program = `
    import { createVerifier } from 'tokenstile'
    const [token, jwks, now] = JSON.parse(process.argv.at(-1))
    const issuer = { issuer: '${ISSUER}', audience: 'https://api.example', keys: { jwks } }
    const verifier = createVerifier(issuer, { now: () => now })
    verifier.onEnd(await verifier.verify(token), () => console.log('ended'))
    console.log('watching')`
  const given = JSON.stringify([buildToken(), { keys: [testKey().jwk] }, NOW * 1000])
  const { code, output } = await runProgram(program, [given], { timeoutMs: 20_000 })
  assert.deepEqual({ code, output }, { code: 0, output: 'watching\n' })
})

test('the timer of the platform calls back, and can be called off', async () => {
  const called: string[] = []
  const keepAlive = setInterval(() => undefined, 10)
  platform.after(1, () => called.push('off'))()
  await new Promise<void>((resolve) => {
    platform.after(2, () => {
      called.push('on')
      resolve()
    })
  })
  clearInterval(keepAlive)
  assert.deepEqual(called, ['on'])
})

async function thumbprintOf(jwk: object): Promise<string> {
  const { crv, kty, x, y, n, e } = jwk as Record<string, string>
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, ...(y !== undefined && { y }) }
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(members)))
  return Buffer.from(digest).toString('base64url')
}
