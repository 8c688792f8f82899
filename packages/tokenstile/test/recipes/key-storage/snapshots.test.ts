import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createVerifier, type Verifier } from 'tokenstile'
import { createClock, settle, type TestClock } from '../../support/clock.ts'
import { testKey } from '../../support/keys.ts'
import { noNetwork, publishedKeys, type PublishedKeys } from '../../support/published-keys.ts'
import { assertRefused } from '../../support/refusals.ts'
import { buildToken, ISSUER, issuerOptions, NOW } from '../../support/tokens.ts'
import { createFileStore } from './file-store.ts'
import { keepKeys } from './keep-keys.ts'
import { createMemoryStore } from './memory-store.ts'
import { createSnapshots } from './snapshots.ts'
import { createStoredKeys } from './stored-keys.ts'
import { nameOf, type TextStore } from './text-store.ts'

const first = testKey('ES256', 'first')
const second = testKey('ES256', 'second')
const claims = { exp: NOW + 7 * 86_400 }
const token = buildToken({ key: first, claims })

/** Starts a process, as far as a verifier can tell. */
function start(store: TextStore, pages: PublishedKeys, clock: TestClock): Verifier {
  const keys = { snapshot: createSnapshots(store) }
  return createVerifier(issuerOptions({ keys }), { ...clock.clocks, fetch: pages.fetch })
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

const STORES: readonly (readonly [where: string, open: (t: TestContext) => TextStore])[] = [
  ['memory', () => createMemoryStore()],
  ['files', (t) => createFileStore(makeFolder(t))],
]

for (const [where, open] of STORES) {
  test(`a process starts with the keys that another one left in ${where}, without waiting for the issuer`, async (t) => {
    const store = open(t)
    const pages = publishedKeys([first])
    const clock = createClock()
    await start(store, pages, clock).verify(token)
    while ((await store.get(nameOf(ISSUER))) === null) await settle()
    pages.answerWith(() => new Promise(() => undefined))
    clock.advance(500)
    const verifier = start(store, pages, clock)
    await verifier.verify(token)
    verifier.close()
  })

  test(`a process fetches where ${where} has nothing yet`, async (t) => {
    const pages = publishedKeys([first])
    await start(open(t), pages, createClock()).verify(token)
    assert.equal(pages.keyFetches(), 1)
  })

  test(`a job keeps keys in ${where} for those that cannot reach the issuer`, async (t) => {
    const store = open(t)
    const pages = publishedKeys([first])
    const clock = createClock()
    const { clocks, now } = clock
    const keep = (): Promise<void> => keepKeys(store, ISSUER, { ...clocks, fetch: pages.fetch })
    await keep()
    const keys = createStoredKeys(store, ISSUER, now)
    const unreachable = publishedKeys([])
    const verifier = createVerifier(issuerOptions({ keys }), { ...clocks, fetch: unreachable.fetch })
    await verifier.verify(token)
    pages.publish(second)
    clock.advance(1)
    await keep()
    await verifier.verify(buildToken({ key: second, claims }))
    assert.deepEqual(unreachable.urls, [])
  })
}

test('a process does not trust what it left five hours ago', async () => {
  const store = createMemoryStore()
  const pages = publishedKeys([first])
  const clock = createClock()
  await start(store, pages, clock).verify(token)
  pages.answerWith(noNetwork)
  clock.advance(5 * 3_600)
  await assertRefused(() => start(store, pages, clock).verify(token), 'keys_unavailable')
})

test('a store that is away costs the first request its answer from there, no more', async () => {
  const store = createMemoryStore()
  store.breakDown()
  await start(store, publishedKeys([first]), createClock()).verify(token)
})

test('the job fails where the issuer gives no keys, and leaves what is stored', async () => {
  const store = createMemoryStore()
  const pages = publishedKeys([first])
  const settings = { ...createClock().clocks, fetch: pages.fetch }
  await keepKeys(store, ISSUER, settings)
  const kept = store.texts.get(nameOf(ISSUER))
  assert.ok(kept !== undefined)
  for (const page of [noNetwork, () => Response.json({ keys: [] })]) {
    pages.answerKeysWith(page)
    await assertRefused(() => keepKeys(store, ISSUER, settings), 'keys_unavailable')
    assert.equal(store.texts.get(nameOf(ISSUER)), kept)
  }
})

test('the job fails where the store takes nothing', async () => {
  const store = createMemoryStore()
  store.breakDown()
  const settings = { ...createClock().clocks, fetch: publishedKeys([first]).fetch }
  await assert.rejects(keepKeys(store, ISSUER, settings), /the store is away/)
})

test('a file of keys is written whole, by its owner alone', async (t) => {
  const folder = makeFolder(t)
  const store = createFileStore(folder)
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000))
  await Promise.all(texts.map((text) => store.set('../keys of https://a.example/b', text)))
  assert.ok(texts.includes((await store.get('../keys of https://a.example/b')) ?? ''))
  const [file = '', ...more] = readdirSync(folder)
  assert.deepEqual(more, [])
  if (process.platform !== 'win32') assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600)
})

test('what cannot be read is not taken for nothing', { skip: process.platform === 'win32' }, async (t) => {
  const store = createFileStore(makeFolder(t))
  await assert.rejects(store.get('a name that is too long '.repeat(100)), { code: 'ENAMETOOLONG' })
})
