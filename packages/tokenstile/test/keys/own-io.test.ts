import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EndReason, Issuers, VerifierSettings } from 'tokenstile'
import { buildVerifier } from '../../dist/esm/core/build-verifier.js'
import { createTurns } from '../../dist/esm/core/keys/turns.js'
import { platform } from '../../dist/esm/platform.js'
import { ENGINES } from '../support/both-engines.ts'
import { createClock, settle, type TestClock } from '../support/clock.ts'
import { createKey } from '../support/keys.ts'
import { publishedKeys, type PublishedKeys } from '../support/published-keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../support/tokens.ts'

const [old, fresh] = [createKey('ES256'), createKey('ES256')]

/** Timers that run when a test says so, on the clock of that test. */
function createTimers(clock: TestClock): { after: typeof platform.after; pass(ms: number): Promise<void> } {
  const timers = new Set<{ readonly at: number; readonly step: () => void }>()
  return {
    after(ms, step) {
      const timer = { at: clock.monotonicNow() + ms, step }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += 20) {
        clock.advance(0.02)
        for (const timer of timers) {
          if (timer.at > clock.monotonicNow()) continue
          timers.delete(timer)
          timer.step()
        }
        await settle()
      }
    },
  }
}

/** A verifier on a runtime where requests share no I/O. */
function openScene(settings: VerifierSettings = {}, issuers?: (pages: PublishedKeys) => Issuers) {
  const clock = createClock()
  const timers = createTimers(clock)
  const pages = publishedKeys([old], ISSUER)
  const own = { ...platform, ...clock.clocks, after: timers.after, sharesIo: false }
  const verifier = buildVerifier(ENGINES[0], own, issuers?.(pages) ?? issuerOptions({ keys: {} }), {
    fetch: pages.fetch,
    ...settings,
  })
  return { clock, timers, pages, verifier }
}

test('many cold requests share one result, and never a promise', async () => {
  const { timers, pages, verifier } = openScene()
  const tokens = Array.from({ length: 50 }, (_, at) => buildToken({ key: old, claims: { jti: `${at}` } }))
  const verifying = Promise.all(tokens.map((token) => verifier.verify(token)))
  await timers.pass(100)
  assert.equal((await verifying).length, 50)
  assert.equal(pages.urls.length, 2)
})

test('whoever waits takes the next turn where a run ended without a word', async () => {
  const clock = createClock()
  const timers = createTimers(clock)
  const taken: string[] = []
  let runs = 0
  const turns = createTurns<string>(
    () => (++runs === 1 ? new Promise(() => undefined) : Promise.resolve(`run ${runs}`)),
    (result) => taken.push(result),
    { sharesIo: false, waitUntil: undefined, monotonicNow: clock.monotonicNow, after: timers.after },
  )
  void turns.run()
  const other = turns.run()
  assert.ok(turns.isUnderWay())
  await timers.pass(980)
  assert.deepEqual(taken, [])
  await timers.pass(100)
  await other
  assert.deepEqual([taken, runs], [['run 2'], 2])
  assert.ok(!turns.isUnderWay())
})

test('a run that was overtaken changes nothing, whether it brings a result or fails', async () => {
  const clock = createClock()
  const timers = createTimers(clock)
  const taken: string[] = []
  const finish: ((result: string | Error) => void)[] = []
  const turns = createTurns<string>(
    () =>
      new Promise((resolve, reject) =>
        finish.push((result) => (typeof result === 'string' ? resolve(result) : reject(result))),
      ),
    (result) => taken.push(result),
    { sharesIo: false, waitUntil: undefined, monotonicNow: clock.monotonicNow, after: timers.after },
  )
  const runs: Promise<void>[] = []
  for (let count = 0; count < 3; count++) {
    runs.push(turns.run())
    await timers.pass(1100)
  }
  finish[2]?.('young')
  await settle()
  finish[0]?.('old')
  finish[1]?.(new Error('old'))
  await Promise.all(runs)
  assert.deepEqual(taken, ['young'])
})

test('a run that fails is over for those who wait', async () => {
  const { clock, timers, verifier } = openScene({ fetch: () => Promise.reject(new TypeError('no network')) })
  const verifying = Promise.allSettled(
    [1, 2].map((at) => verifier.verify(buildToken({ key: old, claims: { jti: `${at}` } }))),
  )
  await timers.pass(100)
  const outcomes = await verifying
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  clock.advance(1)
})

test('a clock that throws ends a turn, and is asked again by whoever waited', async () => {
  const turns = createTurns(
    () => Promise.resolve('x'),
    () => undefined,
    {
      sharesIo: false,
      waitUntil: undefined,
      monotonicNow: () => {
        throw new RangeError('broken')
      },
      after: platform.after,
    },
  )
  await turns.run()
})

test('without waitUntil one request waits for the refresh that is due, with it nobody does', async () => {
  for (const waitUntil of [undefined, () => undefined]) {
    const { clock, timers, pages, verifier } = openScene(waitUntil === undefined ? {} : { waitUntil })
    const token = buildToken({ key: old })
    const first = verifier.verify(token)
    await timers.pass(40)
    await first
    pages.publish(fresh)
    clock.advance(290)
    if (waitUntil === undefined) {
      const refused = assertRefused(() => verifier.verify(token), 'unknown_key')
      await timers.pass(40)
      await refused
    } else {
      await verifier.verify(token)
      await timers.pass(40)
      await assertRefused(() => verifier.verify(token), 'unknown_key')
    }
  }
})

test('a waitUntil outside of any request changes nothing', async () => {
  const { timers, verifier } = openScene({ waitUntil: outsideOfAnyRequest })
  const verifying = verifier.verify(buildToken({ key: old }))
  await timers.pass(40)
  assert.equal((await verifying).subject, 'user-1')
})

test('asks the function of tenants for each request by itself', async () => {
  let asked = 0
  const { timers, verifier } = openScene({}, () => async () => {
    asked++
    return issuerOptions({ keys: {} })
  })
  const verifying = Promise.all(
    [1, 2].map((at) => verifier.verify(buildToken({ key: old, claims: { jti: `${at}` } }))),
  )
  await timers.pass(60)
  await verifying
  assert.equal(asked, 2)
})

test('each socket learns in its own time, within a second, what ended it', async () => {
  const { timers, verifier } = openScene({}, () => issuerOptions({}, [old]))
  const auth = await verifier.verify(buildToken({ key: old, claims: { exp: NOW + 3600 } }))
  const reasons: EndReason[] = []
  verifier.onEnd(auth, (reason) => void reasons.push(reason))
  const stop = verifier.onEnd(auth, () => assert.fail('it was let go'))
  stop()
  verifier.distrustKey(ISSUER, { kid: old.kid })
  assert.deepEqual(reasons, [])
  await timers.pass(1000)
  assert.deepEqual(reasons, ['key_distrusted'])
})

test('nobody is called after close, where each has a timer of its own', async () => {
  const { timers, verifier } = openScene({}, () => issuerOptions({}, [old]))
  const auth = await verifier.verify(buildToken({ key: old, claims: { exp: NOW } }))
  verifier.onEnd(auth, () => assert.fail('it is closed'))
  verifier.close()
  await timers.pass(2000)
})

function outsideOfAnyRequest(): never {
  throw new Error('there is no request')
}
