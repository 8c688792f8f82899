import { assertRefused, startExample, type StartedExample } from '@tokenstile/example-support'
import type { PersonTokenOptions } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { payOut, type Login } from '#client'

let example: StartedExample
before(async () => {
  example = await startExample(new URL('../dist/start.js', import.meta.url))
})
after(() => example.stop())

const idToken = (options: PersonTokenOptions): Promise<string> =>
  example.issuer.token({ ...options, fault: 'id-token' })

async function payout(access: PersonTokenOptions, id?: PersonTokenOptions): Promise<Response> {
  const headers = id === undefined ? {} : { 'x-id-token': await idToken(id) }
  return example.call('/payout', { method: 'POST', as: access, headers })
}

/** What a login library would do, for a person who logged in so long ago. */
function loginOf(user: string, secondsAgo: number): Login & { readonly asked: () => number } {
  let authTimeSecondsAgo = secondsAgo
  let asked = 0
  return {
    accessToken: () => example.issuer.token({ user }),
    idToken: () => idToken({ user, authTimeSecondsAgo }),
    reauthenticate: async () => {
      asked++
      authTimeSecondsAgo = 0
    },
    asked: () => asked,
  }
}

const asked = { maxAgeSeconds: 300 }
const longAgo = { user: 'alice', authTimeSecondsAgo: 3600 }

test('a recent login is proved by an ID token of the same person', async () => {
  assert.equal((await payout({ user: 'alice' }, { user: 'alice' })).status, 200)
  for (const id of [undefined, longAgo, { user: 'bob' }, { user: 'alice', clientId: 'another' }]) {
    await assertRefused(await payout({ user: 'alice' }, id), 'reauthentication_required', asked)
  }
})

test('who has no way to log in again is told so, and not sent for it again and again', async () => {
  const user = { id: 'guest', isAnonymous: true }
  await assertRefused(
    await payout({ user }, { user, authTimeSecondsAgo: 3600 }),
    'reauthentication_impossible',
  )
})

test('the client asks for a new login where the API needs one, and then gets what it wanted', async () => {
  const login = loginOf('alice', 3600)
  assert.equal((await payOut(example.url, login)).status, 200)
  assert.equal(login.asked(), 1)
  assert.equal((await payOut(example.url, login)).status, 200)
  assert.equal(login.asked(), 1)
})

test('the client asks once, and not for what a login does not help against', async () => {
  const stubborn = loginOf('alice', 3600)
  let times = 0
  const response = await payOut(example.url, { ...stubborn, reauthenticate: async () => void times++ })
  assert.deepEqual([response.status, times], [401, 1])

  const expired = { ...stubborn, accessToken: () => example.issuer.token({ fault: 'expired' }) }
  assert.equal((await payOut(example.url, expired)).status, 401)
  assert.equal(stubborn.asked(), 0)
})
