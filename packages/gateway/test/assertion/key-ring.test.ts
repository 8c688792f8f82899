import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createKeyRing, type KeyRing, type KeyRingOptions } from '../../dist/assertion/key-ring.js'
import { makeFolder } from './scene.ts'

const START = 1_800_000_000
const LIFETIME = 300
const ROTATE = 86_400

interface Workshop {
  readonly path: string
  readonly warnings: string[]
  /** The clock of all rings, in seconds. */
  time: number
  open(changes?: Partial<KeyRingOptions>): KeyRing
}

function openWorkshop(t: TestContext): Workshop {
  const warnings: string[] = []
  const path = join(makeFolder(t), 'keys.json')
  const workshop: Workshop = {
    path,
    warnings,
    time: START,
    open: (changes) =>
      createKeyRing({
        path,
        rotateSeconds: ROTATE,
        jwksLifetimeSeconds: LIFETIME,
        now: () => workshop.time * 1000,
        onWarning: (sentence) => void warnings.push(sentence),
        isTrial: false,
        ...changes,
      }),
  }
  return workshop
}

const kidOf = (ring: KeyRing): string => ring.signer().publicJwk.kid
const kidsOf = (ring: KeyRing): readonly string[] => ring.published().map(({ kid }) => kid)

test('makes a file that its owner alone may read', (t) => {
  const { path, open } = openWorkshop(t)
  const kid = kidOf(open())
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(path, '..')), ['keys.json'])
  assert.equal(kidOf(open()), kid)
})

test('uses no file that others may read', (t) => {
  const { path, open } = openWorkshop(t)
  open()
  for (const mode of [0o640, 0o604, 0o660, 0o601, 0o644]) {
    chmodSync(path, mode)
    assert.throws(() => open(), { name: 'KeyFileError', message: /may be read by others.*; hint: / })
  }
})

test('says what is wrong with a file, and nothing of what is in it', (t) => {
  const { path, open } = openWorkshop(t)
  open()
  const good = readFileSync(path, 'utf8')
  const [key] = (JSON.parse(good) as { keys: Record<string, unknown>[] }).keys
  const write = (value: unknown): void =>
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  const otherD = 'A'.repeat(42) + 'E'
  for (const bad of [
    '',
    'not json',
    good.slice(0, 100),
    {},
    { keys: [] },
    { keys: [{ ...key, d: undefined }] },
    { keys: [{ ...key, crv: 'P-384' }] },
    { keys: [{ ...key, signs_from: 'soon' }] },
    { keys: [{ ...key, d: otherD }] },
    { keys: [{ ...key, x: otherD }] },
  ]) {
    write(bad)
    assert.throws(
      () => open(),
      (error: Error) => {
        assert.equal(error.name, 'KeyFileError')
        assert.match(
          error.message,
          /keys\.json (is no file of signing keys|holds a key that cannot be used); hint/,
        )
        assert.equal(error.message.includes(String(key?.['d'])), false)
        assert.equal(error.cause, undefined)
        return true
      },
    )
  }
  assert.equal(readFileSync(path, 'utf8').length > 0, true)
})

test('says where it cannot write, and what is no file', (t) => {
  const { path, open } = openWorkshop(t)
  assert.throws(() => open({ path: join(path, 'deeper', 'keys.json') }), {
    message: /cannot be (written|opened)/,
  })
  mkdirSync(path)
  assert.throws(() => open(), { message: /is no file/ })
})

test('writes nothing on trial', (t) => {
  const { path, open } = openWorkshop(t)
  assert.ok(open({ isTrial: true }).signer())
  assert.equal(existsSync(path), false)
})

test('publishes a new key for two lifetimes before it signs, and the old one until nothing of it is valid', (t) => {
  const workshop = openWorkshop(t)
  const ring = workshop.open()
  const first = kidOf(ring)
  workshop.time = START + ROTATE - 2 * LIFETIME - 1
  assert.deepEqual(kidsOf(ring), [first])
  workshop.time += 2
  const [, second] = kidsOf(ring)
  assert.ok(second)
  assert.equal(kidOf(ring), first)
  workshop.time += 2 * LIFETIME - 1
  assert.equal(kidOf(ring), first)
  workshop.time += 1
  assert.equal(kidOf(ring), second)
  workshop.time += 179
  assert.deepEqual(kidsOf(ring), [first, second])
  workshop.time += 2
  assert.deepEqual(kidsOf(ring), [second])
  const stored = JSON.parse(readFileSync(workshop.path, 'utf8')) as { keys: unknown[] }
  assert.equal(stored.keys.length, 1)
})

for (const [sentence, rotateSeconds, step] of [
  ['in the usual rhythm', ROTATE, 97],
  ['where it is shorter than two lifetimes of the set', 90, 7],
] as const) {
  test(`never signs what a backend cannot verify, ${sentence}`, (t) => {
    const workshop = openWorkshop(t)
    const rings = Array.from({ length: 3 }, () => workshop.open({ rotateSeconds }))
    /** When each backend asked, and what it got: the worst that keeps a set for its whole life. */
    let kept = { at: workshop.time, kids: kidsOf(rings[0] as KeyRing) }
    const signed: { kid: string; until: number }[] = []
    const seen = new Set<string>()
    for (let turn = 0; turn < 3000; turn++) {
      workshop.time += step
      const ring = rings[turn % rings.length] as KeyRing
      if (workshop.time - kept.at >= LIFETIME) kept = { at: workshop.time, kids: kidsOf(ring) }
      const kid = kidOf(ring)
      seen.add(kid)
      assert.ok(kept.kids.includes(kid), `turn ${turn}: signed with a key that is not known`)
      signed.push({ kid, until: workshop.time + 120 })
      while ((signed[0]?.until ?? Infinity) < workshop.time) signed.shift()
      const published = kidsOf(rings[(turn + 1) % rings.length] as KeyRing)
      for (const { kid } of signed) assert.ok(published.includes(kid), `turn ${turn}: taken off too early`)
      assert.ok(published.length <= 3)
    }
    assert.ok(seen.size >= 3)
    assert.deepEqual(workshop.warnings, [])
  })
}

test('takes over what another process wrote', (t) => {
  const workshop = openWorkshop(t)
  const [one, other] = [workshop.open(), workshop.open()]
  workshop.time += ROTATE
  const kids = kidsOf(one)
  assert.equal(kids.length, 2)
  assert.deepEqual(kidsOf(other), kids)
  workshop.time += 2 * LIFETIME
  assert.equal(kidOf(other), kids[1])
  assert.equal(kidOf(one), kids[1])
})

test('makes no key while another process has the lock, and takes over a lock of one that died', (t) => {
  const workshop = openWorkshop(t)
  const ring = workshop.open()
  writeFileSync(`${workshop.path}.lock`, '')
  workshop.time += ROTATE
  assert.equal(kidsOf(ring).length, 1)
  const longAgo = Date.now() / 1000 - 60
  utimesSync(`${workshop.path}.lock`, longAgo, longAgo)
  workshop.time += 2
  assert.equal(kidsOf(ring).length, 2)
  assert.deepEqual(readdirSync(join(workshop.path, '..')), ['keys.json'])
  assert.deepEqual(workshop.warnings, [])
})

test('goes on with the keys that it knows where the file is spoilt, and says so once', (t) => {
  const workshop = openWorkshop(t)
  const ring = workshop.open()
  const kid = kidOf(ring)
  const good = readFileSync(workshop.path)
  const spoil: readonly (() => void)[] = [
    () => unlinkSync(workshop.path),
    () => writeFileSync(workshop.path, '{"keys":', { mode: 0o600 }),
    () => chmodSync(workshop.path, 0o644),
  ]
  for (const [index, step] of spoil.entries()) {
    step()
    for (let look = 0; look < 3; look++) {
      workshop.time += 2
      assert.equal(kidOf(ring), kid)
      assert.deepEqual(kidsOf(ring), [kid])
    }
    assert.equal(workshop.warnings.length, index + 1)
    assert.match(workshop.warnings.at(-1) ?? '', /; the keys that are known go on signing$/)
  }
  writeFileSync(`${workshop.path}.mended`, good, { mode: 0o600 })
  renameSync(`${workshop.path}.mended`, workshop.path)
  workshop.time += ROTATE
  assert.equal(kidsOf(ring).length, 2)
})

test('signs with a known key also where the clock was set back', (t) => {
  const workshop = openWorkshop(t)
  const ring = workshop.open()
  const kid = kidOf(ring)
  workshop.time -= 10 * ROTATE
  assert.equal(kidOf(ring), kid)
  assert.deepEqual(kidsOf(ring), [kid])
})

test('goes on rotating after a clock that ran ahead and came back', (t) => {
  const workshop = openWorkshop(t)
  const ring = workshop.open()
  const first = kidOf(ring)
  workshop.time += 400 * ROTATE
  assert.equal(kidsOf(ring).length, 2)
  workshop.time = START + 10
  assert.equal(kidOf(ring), first)
  workshop.time = START + ROTATE
  const kids = kidsOf(ring)
  assert.equal(kids.length, 3)
  workshop.time += 2 * LIFETIME
  assert.notEqual(kidOf(ring), first)
  assert.ok(kids.includes(kidOf(ring)))
  // And those made for a time to come are published until then, and do not pile up.
  for (let day = 0; day < 20; day++) {
    workshop.time += ROTATE
    assert.ok(kidsOf(ring).includes(kidOf(ring)))
  }
  assert.ok(kidsOf(ring).length <= 4)
})

test('replaces the file that a link leads to, not the link', (t) => {
  const workshop = openWorkshop(t)
  const link = join(makeFolder(t), 'link.json')
  symlinkSync(workshop.path, link)
  assert.throws(() => workshop.open({ path: link }), {
    name: 'KeyFileError',
    message: /is a link to what cannot/,
  })
  const direct = workshop.open()
  const linked = workshop.open({ path: link })
  workshop.time += ROTATE
  assert.equal(kidsOf(linked).length, 2)
  workshop.time += 2
  assert.deepEqual(kidsOf(direct), kidsOf(linked))
  assert.ok(lstatSync(link).isSymbolicLink())
})

const RING = new URL('../../dist/assertion/key-ring.js', import.meta.url).href

test('makes one first key, however many processes start at the same time', async (t) => {
  const { path } = openWorkshop(t)
  const kids = await runProcesses(8, path, START, 0)
  assert.equal(new Set(kids).size, 1)
  assert.deepEqual(readdirSync(join(path, '..')), ['keys.json'])
})

test('makes one next key, however many processes rotate at the same time', async (t) => {
  const { path, open } = openWorkshop(t)
  const first = kidOf(open())
  const sets = await runProcesses(8, path, START, ROTATE)
  const stored = JSON.parse(readFileSync(path, 'utf8')) as { keys: unknown[] }
  assert.equal(stored.keys.length, 2)
  for (const set of sets) assert.ok(set.startsWith(first))
  assert.deepEqual(readdirSync(join(path, '..')), ['keys.json'])
})

/** Starts processes that wait for each other, and gives what each of them publishes after it looked a few times. */
async function runProcesses(count: number, path: string, start: number, move: number): Promise<string[]> {
  const program = `
    const { createKeyRing } = await import(${JSON.stringify(RING)})
    process.stdout.write('ready')
    await new Promise((resolve) => process.stdin.once('data', resolve))
    let time = ${start}
    const ring = createKeyRing({ path: ${JSON.stringify(path)}, rotateSeconds: ${ROTATE},
      jwksLifetimeSeconds: ${LIFETIME}, now: () => time * 1000, isTrial: false,
      onWarning: (sentence) => process.stderr.write(sentence) })
    time += ${move}
    for (let look = 0; look < 20; look++) { time += 2; ring.published() }
    process.stdout.write(ring.published().map(({ kid }) => kid).join())
    process.exit()`
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program]),
  )
  const runs = children.map((child) => {
    let text = ''
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += String(chunk)))
    const ready = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        text += String(chunk)
        if (text.startsWith('ready')) resolve()
      })
    })
    const ended = new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', () =>
        errors === '' ? resolve(text.slice('ready'.length)) : reject(new Error(errors)),
      )
    })
    return { ready, ended }
  })
  await Promise.all(runs.map(({ ready }) => ready))
  for (const child of children) child.stdin.end('go')
  return await Promise.all(runs.map(({ ended }) => ended))
}
