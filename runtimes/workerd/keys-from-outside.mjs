import assert from 'node:assert/strict'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { HTTP_FAULTS } from '../../packages/tokenstile/.test/keys/http-faults.js'
import { testKey } from '../../packages/tokenstile/.test/support/keys.js'
import { openKeysScene } from './keys-scene.mjs'

const REQUESTS = 50
const allGood = Array(REQUESTS - 1).fill(200)

/** Sends requests that overlap with a first one, which is aborted while it fetches keys. Gives their statuses. */
async function overlap({ site, keysAsked, askAndLeave, ask, tokenBy }, by, endsWithRequest) {
  const before = site.keyFetches()
  const release = site.holdKeys()
  const leave = askAndLeave(tokenBy(by))
  await keysAsked(before + 1)
  const others = allGood.map(() => ask(tokenBy(by)))
  leave()
  // Its fetch has ended with it: another request takes the next turn.
  if (endsWithRequest) await keysAsked(before + 2)
  release()
  return await Promise.all(others)
}

/** What a Worker does with the keys of a real issuer, where every request is one of its own. */
export const KEYS_FROM_OUTSIDE = [
  ...HTTP_FAULTS.map(([what, failure, answer]) => ({
    name: `answers 503 where the issuer ${what}, and recovers`,
    async run(t, worker) {
      const { site, ask, told, pass } = await openKeysScene(t, worker, limitFor(failure))
      site.answerKeysWith(answer)
      assert.equal(await ask(), 503)
      assert.deepEqual(await failuresOf(told), [failure])
      site.answerKeysWith(undefined)
      await pass(2)
      assert.equal(await ask(), 200)
    },
  })),
  ...HTTP_FAULTS.map(([what, failure, answer]) => ({
    name: `keeps good keys where the issuer ${what}`,
    async run(t, worker) {
      const { site, ask, told, pass } = await openKeysScene(t, worker, limitFor(failure))
      assert.equal(await ask(), 200)
      await pass(700)
      site.answerKeysWith(answer)
      assert.equal(await ask(), 200)
      assert.deepEqual(await failuresOf(told), [failure])
      site.answerKeysWith(undefined)
      await pass(2)
      assert.equal(await ask(), 200)
      assert.equal((await told()).at(-1).type, 'keys_refreshed')
    },
  })),
  {
    name: `answers all but the first of ${REQUESTS} cold requests, which is aborted while it fetches the keys`,
    isOldToo: true,
    async run(t, worker) {
      const scene = await openKeysScene(t, worker)
      assert.deepEqual(await overlap(scene, scene.key, true), allGood)
      assert.equal(scene.site.keyFetches(), 2)
      assert.equal(await scene.ask(), 200)
    },
  },
  {
    name: `answers all but the first of ${REQUESTS} requests with a new key, which is aborted while it fetches the keys`,
    isOldToo: true,
    async run(t, worker) {
      const scene = await openKeysScene(t, worker)
      assert.equal(await scene.ask(), 200)
      await scene.pass(60)
      const fresh = testKey('ES256', 'fresh')
      scene.site.publish(scene.key, fresh)
      assert.deepEqual(await overlap(scene, fresh, true), allGood)
      assert.equal(scene.site.keyFetches(), 3)
    },
  },
  {
    name: `answers all but the first of ${REQUESTS} cold requests of a tenant, which is aborted while it fetches the keys`,
    isOldToo: true,
    async run(t, worker) {
      const scene = await openKeysScene(t, worker, { isTenant: true })
      assert.deepEqual(await overlap(scene, scene.key, true), allGood)
    },
  },
  {
    name: 'lets the fetch of an aborted request serve the others, where waitUntil lets it go on',
    async run(t, worker) {
      const scene = await openKeysScene(t, worker, { usesWaitUntil: true })
      assert.deepEqual(await overlap(scene, scene.key, false), allGood)
      assert.equal(scene.site.keyFetches(), 1)
    },
  },
  {
    name: 'lets one request wait for a refresh that is due and no other, and the next one where that went away',
    isOldToo: true,
    async run(t, worker) {
      const { site, ask, askAndLeave, keysAsked, hasTold, pass } = await openKeysScene(t, worker)
      assert.equal(await ask(), 200)
      const release = site.holdKeys()
      await pass(290)
      const leave = askAndLeave()
      await keysAsked(2)
      assert.equal(await ask(), 200)
      leave()
      await pass(1)
      const next = ask()
      await keysAsked(3)
      assert.equal(await ask(), 200)
      release()
      assert.equal(await next, 200)
      await hasTold('keys_refreshed', 2)
    },
  },
  {
    name: 'refreshes behind its answers, where waitUntil lets it: none waits',
    async run(t, worker) {
      const { site, ask, keysAsked, hasTold, pass } = await openKeysScene(t, worker, { usesWaitUntil: true })
      assert.equal(await ask(), 200)
      const release = site.holdKeys()
      await pass(290)
      assert.equal(await ask(), 200)
      await keysAsked(2)
      assert.equal(await ask(), 200)
      release()
      await hasTold('keys_refreshed', 2)
    },
  },
  {
    name: 'answers whoever waits for keys when another request closes the verifier, in the time that a fetch may take',
    async run(t, worker) {
      const { site, ask, keysAsked, close } = await openKeysScene(t, worker, { timeoutMs: 1000 })
      site.holdKeys()
      const waiting = ask()
      await keysAsked(1)
      await close()
      assert.equal(await waiting, 503)
      assert.equal(await ask(), 503)
    },
  },
  {
    name: 'closes each socket in its own request when another one distrusts the key',
    async run(t, worker) {
      const { plan, tokenBy, distrust } = await openKeysScene(t, worker)
      const sockets = await Promise.all([1, 2, 3].map(() => openSocket(worker, plan, tokenBy())))
      const closed = sockets.map((socket) => once(socket, 'close'))
      await distrust()
      for (const [code, reason] of await Promise.all(closed)) {
        assert.deepEqual([code, String(reason)], [4401, 'key_distrusted'])
      }
    },
  },
]

async function openSocket({ origin }, plan, token) {
  const headers = { 'x-plan': plan, authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { headers })
  await once(socket, 'message')
  return socket
}

const failuresOf = async (told) =>
  (await told()).filter(({ type }) => type === 'refresh_failed').map(({ failure }) => failure)

/** Short where the time is to run out, long where a busy machine must not reach it. */
function limitFor(failure) {
  return { timeoutMs: failure === 'timeout' ? 500 : 10_000 }
}
