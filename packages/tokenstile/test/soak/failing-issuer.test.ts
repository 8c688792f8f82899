import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ISSUER } from '../support/tokens.ts'
import { createFailingIssuer, type FailingIssuer } from './failing-issuer.ts'
import { createKeySchedule, type KeySchedule } from './key-schedule.ts'
import { createRandom } from './seeded-random.ts'

interface Scene {
  readonly issuer: FailingIssuer
  readonly schedule: KeySchedule
  advanceTo(seconds: number): void
}

function scene(failing: number): Scene {
  let now = 0
  const schedule = createKeySchedule()
  const issuer = createFailingIssuer(
    schedule,
    createRandom(1),
    () => now,
    () => failing,
  )
  return {
    issuer,
    schedule,
    advanceTo(seconds) {
      now = seconds
      schedule.advanceTo(now)
      issuer.deliver()
    },
  }
}

test("the soak's issuer answers with what was published when it was asked, a while later", async () => {
  const { issuer, schedule, advanceTo } = scene(0)
  const first = schedule.signer()
  const answer = issuer.fetch(`${ISSUER}/keys`)
  assert.equal(issuer.hasShown(first), false)
  advanceTo(60)
  const { keys } = (await (await answer).json()) as { keys: { kid: string }[] }
  assert.deepEqual(
    keys.map(({ kid }) => kid),
    [first.key.kid],
  )
  assert.equal(issuer.hasShown(first), true)
  assert.equal(issuer.hasShown(schedule.signer()), false, 'the next key signs by now and was not shown')
})

test("the soak's issuer excuses nobody who stopped asking", () => {
  const { issuer, advanceTo } = scene(1)
  assert.equal(issuer.isFailing(), false)
  issuer.fetch(`${ISSUER}/keys`).catch(() => undefined)
  advanceTo(6)
  assert.equal(issuer.isFailing(), true)
  assert.equal(issuer.counts().failed, 1)
  advanceTo(66)
  assert.equal(issuer.isFailing(), false)
})

test("the soak's issuer fails one request in twenty where it is told so", async () => {
  const { issuer } = scene(0.05)
  for (let asked = 0; asked < 2000; asked++) issuer.fetch(`${ISSUER}/keys`).catch(() => undefined)
  const { failed, keySets } = issuer.counts()
  assert.equal(keySets, 2000)
  assert.ok(failed > 60 && failed < 140, String(failed))
})
