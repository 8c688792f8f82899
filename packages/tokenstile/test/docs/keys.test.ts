import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { ErrorDetails, Jwk, Verifier } from 'tokenstile'
import { inRepository } from '../package/child-process.ts'
import { assertRefused } from '../support/refusals.ts'
import { readBlocksOf } from './code-blocks.ts'

/** What the block about a leaked key exports. */
interface LeakBlock {
  readonly verifier: Verifier
  thumbprintOf(key: Jwk): string
}

// Inside the repository, so that the block finds the packages that it imports.
const folder = inRepository('packages/tokenstile/.test/leaked-key')
const file = join(folder, 'block.mjs')
const block = readBlocksOf('docs/keys.md', 'js').find(({ text }) => text.includes('DISTRUSTED_KEYS'))

const issuer = createIssuer({ endpoint: 'https://project.authgear.cloud' })
/** The block stands as a reader would copy it: the platform's fetch is replaced. */
const realFetch = globalThis.fetch
before(() => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, block?.text ?? assert.fail('docs/keys.md has the block'))
  globalThis.fetch = issuer.fetch
})
afterEach(() => delete process.env['DISTRUSTED_KEYS'])
after(() => {
  globalThis.fetch = realFetch
  rmSync(folder, { recursive: true, force: true })
})

let starts = 0
/** Runs the block as at a start of the program, with this list in the environment. */
async function start(list: string): Promise<LeakBlock> {
  process.env['DISTRUSTED_KEYS'] = list
  return (await import(`${pathToFileURL(file).href}?start=${++starts}`)) as LeakBlock
}

const key = async (): Promise<Jwk> => (await issuer.jwks()).keys[0] as Jwk

test('the block of a leaked key starts with an empty list', async () => {
  for (const list of ['', ' ', '\n', ',']) {
    const { verifier } = await start(list)
    await verifier.verify(await issuer.token({ user: 'alice' }))
  }
})

test('the block of a leaked key distrusts what is listed, however the list is written', async () => {
  const { thumbprintOf } = await start('')
  const leaked = thumbprintOf(await key())
  const other = 'A'.repeat(43)
  const token = await issuer.token({ user: 'alice' })
  for (const list of [
    leaked,
    `${leaked},`,
    `${leaked}\n`,
    `${other}, ${leaked}`,
    `\t${other}\r\n${leaked}\r\n`,
  ]) {
    const { verifier } = await start(list)
    await assertRefused(() => verifier.verify(token), 'unusable_key')
  }
  const { verifier } = await start(other)
  await verifier.verify(token)
})

/** Each reason of a 503: one that is new does not compile until it stands here. */
const REASONS: Readonly<Record<NonNullable<ErrorDetails['reason']>, true>> = {
  network_error: true,
  timeout: true,
  redirect: true,
  http_status: true,
  too_large: true,
  not_json: true,
  wrong_document: true,
  issuer_mismatch: true,
  insecure_jwks_uri: true,
  empty_set: true,
  no_usable_key: true,
  unknown_kid_throttled: true,
  tenants_throttled: true,
  would_have_to_wait: true,
  closed: true,
  key_source_failed: true,
  revocation_list_failed: true,
  revocation_list_answer: true,
}

test('the page on keys tells of each reason of a 503, and of no other', () => {
  const [, section = ''] = readFileSync(inRepository('docs/keys.md'), 'utf8').split('## I get 503, why?')
  const [table = ''] = section.split('\n## ')
  const told = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, reason]) => reason)
  assert.deepEqual(told.toSorted(), Object.keys(REASONS).toSorted())
})
