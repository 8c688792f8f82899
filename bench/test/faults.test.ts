import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { FAULT_GROUPS } from '../dist/faults/fault-groups.js'
import { LIBRARIES } from '../dist/faults/libraries.js'
import { makeLocalCertificate, type LocalCertificate } from '../dist/faults/local-certificate.js'
import { playFault } from '../dist/faults/play-fault.js'

let certificate: LocalCertificate
before(async () => {
  certificate = await makeLocalCertificate()
})
after(() => certificate.remove())

test('five hundred callers who find no keys share one fetch of each document', async () => {
  assert.equal(await play('500 callers at once', 'tokenstile'), '2 requests (1 for discovery); all pass')
})

test('the table tells an outage that a library calls one from an outage that it calls a bad token', async () => {
  const fault = 'at boot the issuer answers 500'
  const words = await Promise.all([play(fault, 'tokenstile'), play(fault, 'express-oauth2-jwt-bearer')])
  assert.match(words[0], /^unavailable /)
  assert.match(words[1], /^invalid token /)
})

test('the table says when a library asks the server that a redirect names', async () => {
  const fault = 'at boot the key set is redirected'
  const words = await Promise.all([play(fault, 'tokenstile'), play(fault, 'get-jwks')])
  assert.match(words[0], /^not followed; unavailable /)
  assert.equal(words[1], 'the other server is asked; passes')
})

test('the moved clock ends a TTL at once: a removed key is refused after the refresh', async () => {
  assert.equal(await play('a key was removed', 'tokenstile'), 'passes; next: invalid token (`unknown_key`)')
})

/** Plays the fault whose title begins so. */
async function play(begin: string, module: string): Promise<string> {
  const fault = FAULT_GROUPS.flatMap(({ faults }) => faults).find(({ title }) => title.startsWith(begin))
  const library = LIBRARIES.find((one) => one.module === module)
  assert.ok(fault !== undefined && library !== undefined, begin)
  return await playFault(fault, library, certificate)
}
