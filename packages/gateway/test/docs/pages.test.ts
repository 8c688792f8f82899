import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { readConfigText } from '@tokenstile/gateway'
import { openAssertion } from '../assertion/scene.ts'

const PAGES = ['assertion', 'resolver'] as const

type Verify = (assertion: string, request: { method: string; path: string }) => Promise<{ sub?: string }>

for (const page of PAGES) {
  test(`the configuration in ${page}.md can be read`, () => {
    const { config } = readConfigText(`${page}.yaml`, blockOf(page, 'yaml'))
    assert.ok(page === 'assertion' ? config.assertion : config.resolver)
  })
}

test('the verifier in assertion.md takes what the gateway signs, for that request alone', async (t) => {
  const file = new URL('assertion-example.mjs', import.meta.url)
  writeFileSync(file, blockOf('assertion', 'js'))
  t.after(() => rmSync(file))
  const { createAssertionVerifier } = (await import(file.href)) as {
    createAssertionVerifier: (jwksUrl: string) => Verify
  }
  const { attest, jwksUrl } = await openAssertion(t, {}, { issuer: 'https://gateway.internal' })
  const verify = createAssertionVerifier(jwksUrl)
  const assertion = await attest({ method: 'POST', uri: '/orders?x=1' })
  assert.ok(assertion)
  assert.equal((await verify(assertion, { method: 'POST', path: '/orders' })).sub, 'alice')
  await assert.rejects(verify(assertion, { method: 'GET', path: '/orders' }), /another request/)
  await assert.rejects(verify(assertion, { method: 'POST', path: '/admin' }), /another request/)
})

function blockOf(page: string, language: string): string {
  // From packages/gateway/.test/docs.
  const text = readFileSync(new URL(`../../../../docs/gateway/${page}.md`, import.meta.url), 'utf8')
  const block = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text)?.[1]
  assert.ok(block)
  return block
}
