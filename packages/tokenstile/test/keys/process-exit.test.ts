import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { runProgram, type Finished } from '../package/child-process.ts'
import { openIssuer, type HttpIssuer } from '../support/http-issuer.ts'
import { testKey } from '../support/keys.ts'
import { buildToken } from '../support/tokens.ts'

const key = testKey('ES256')

/** A program of its own, with the verifier of an issuer and a token of the real clock. Ended after a while if it does not end by itself. */
function runWithVerifier(issuer: string, body: string): Promise<Finished> {
  const iat = Math.floor(Date.now() / 1000)
  const token = buildToken({ key, claims: { iss: issuer, iat, exp: iat + 600 } })
  const program = `
    import { createVerifier } from 'tokenstile'
    const [issuer, token] = process.argv.slice(-2)
    const keys = { timeoutMs: 120_000 }
    const verifier = createVerifier({ issuer, audience: 'https://api.example', keys }, { cache: { maxEntries: 10 } })
    ${body}`
  return runProgram(program, [issuer, token], { timeoutMs: 20_000 })
}

const open = (t: TestContext): Promise<HttpIssuer> => openIssuer(t, [key])

test('lets a process exit that built a verifier and never used it', async () => {
  const { code, output } = await runWithVerifier(
    'https://issuer.example',
    'console.log(verifier.health().state)',
  )
  assert.deepEqual({ code, output }, { code: 0, output: 'idle\n' })
})

test('lets a process that verified a token over HTTP and has nothing else to do exit by itself', async (t) => {
  const { issuer } = await open(t)
  const { code, output } = await runWithVerifier(
    issuer,
    'console.log((await verifier.verify(token)).subject, verifier.health().state)',
  )
  assert.deepEqual({ code, output }, { code: 0, output: 'user-1 ready\n' })
})

test('lets a process exit whose verifier was closed after it verified a token', async (t) => {
  const { issuer } = await open(t)
  const { code, output } = await runWithVerifier(issuer, 'await verifier.verify(token); verifier.close()')
  assert.deepEqual({ code, output }, { code: 0, output: '' })
})

test('lets a process exit whose verifier was closed while its issuer took its time', async (t) => {
  const site = await open(t)
  site.answerWith(() => undefined)
  const { code, output } = await runWithVerifier(
    site.issuer,
    'setImmediate(() => verifier.close()); console.log((await verifier.tryVerify(token)).error.code)',
  )
  assert.deepEqual({ code, output }, { code: 0, output: 'keys_unavailable\n' })
})
