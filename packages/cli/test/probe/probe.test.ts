import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { ProbeReport } from '../../dist/probe/report.js'
import { writeReport, type Format } from '../../dist/probe/write/write-report.js'
import { json, openBackend, rightly, type Handle } from '../support/probe-backend.ts'
import { run, type Ran } from '../support/run.ts'
import { COMMAND } from '../support/scene.ts'

const NO_TERMINAL = { in: false, out: false, err: false }
const FAST = ['--rate', '400']

interface Report {
  readonly verdict: string
  readonly inconclusive?: { readonly reason: string }
  readonly sent: number
  readonly judged: number
  readonly notMade: readonly string[]
  readonly defects: readonly { readonly name: string }[]
  readonly findings: readonly { readonly class: string; readonly attack: string; readonly evidence: string }[]
  readonly baselines?: { readonly by: string }
  readonly keyFetches?: { readonly forGood: { readonly fetches: number } }
}

async function probe(
  t: TestContext,
  handle: Handle,
  args: readonly string[] = [],
  { cookie, token = false }: { cookie?: string; token?: boolean } = {},
): Promise<Ran & { readonly report: Report }> {
  const { issuer, target } = await openBackend(t, handle, cookie)
  const tokens = token ? ['--token', '-'] : ['--issuer', issuer.endpoint]
  const stdin = token ? await issuer.token({ user: 'alice' }) : ''
  const ran = await run(['probe', '--target', target, ...tokens, ...FAST, '--format', 'json', ...args], {
    stdin,
  })
  assert.equal(ran.err.replace(/^note: .*\n/, ''), '')
  return { ...ran, report: JSON.parse(ran.out) as Report }
}

const namesOf = ({ defects }: Report): readonly string[] => defects.map(({ name }) => name)

test('finds nothing in a backend that is right, though its answers differ from call to call', async (t) => {
  const { code, report } = await probe(t, rightly)
  assert.deepEqual([code, report.verdict, namesOf(report)], [0, 'clean', []])
  assert.deepEqual(report.findings, [])
  assert.ok(report.judged > 300)
  assert.ok((report.keyFetches?.forGood.fetches ?? 99) <= 1)
})

test('makes from one good token of an issuer that it cannot steer what can be made of it', async (t) => {
  const { code, report } = await probe(t, rightly, [], { token: true })
  assert.deepEqual([code, report.verdict], [0, 'clean'])
  assert.ok(report.judged > 200)
  assert.ok(report.notMade.includes('expired'))
  assert.equal(report.keyFetches, undefined)
})

test('finds a key confusion with that one token alone', async (t) => {
  const { code, report } = await probe(t, takesHmac, [], { token: true })
  assert.deepEqual([code, report.verdict], [1, 'let-through'])
  assert.ok(namesOf(report).includes('key-confusion'))
})

/** Two headers become one bad token. */
function tokenOf({ headersDistinct }: IncomingMessage): string {
  return (headersDistinct['authorization'] ?? []).join(', ').replace(/^Bearer /, '')
}

const takesHmac: Handle = (request, response, verifier) => {
  const [header = ''] = (request.headers.authorization ?? '').replace(/^Bearer /, '').split('.')
  const isHmac = Buffer.from(header, 'base64url').includes('"HS256"')
  return isHmac
    ? json(response, 200, { sub: 'alice', roles: [], at: 1, request: 'x' })
    : rightly(request, response, verifier)
}

const always200: Handle = async (request, response, verifier) => {
  const outcome = await verifier.tryVerify(tokenOf(request))
  return outcome.ok
    ? json(response, 200, { user: outcome.auth.subject })
    : json(response, 200, { error: 'no' })
}

const pages: Handle = async (request, response, verifier) => {
  const outcome = await verifier.tryVerify(tokenOf(request))
  const challenge = outcome.ok ? {} : { 'www-authenticate': 'Bearer' }
  response.writeHead(outcome.ok ? 200 : 401, { 'content-type': 'text/html', ...challenge })
  response.end(outcome.ok ? `<h1>Hello</h1><p>${new Date().toISOString()}` : '<h1>Log in</h1>')
}

const answers503 =
  (headers: Record<string, string>): Handle =>
  (request, response, verifier) =>
    (request.headers.authorization ?? '').includes('..')
      ? void response.writeHead(503, headers).end()
      : rightly(request, response, verifier)

const leaky: Handle = (request, response, verifier) => {
  const given = request.headers.authorization ?? ''
  if (given.includes('..')) return void response.destroy()
  if (given.split('.').length === 4)
    return json(response, 401, { trace: 'Error\n    at verify (/srv/app/auth.js:10:5)' })
  if (given.endsWith('signature')) return json(response, 401, { given })
  return rightly(request, response, verifier)
}

const forgetsOrigin: Handle = async (request, response, verifier) => {
  delete request.headers.origin
  const headers = { cookie: request.headers.cookie ?? '' }
  return rightly(
    { ...request, method: 'GET', url: '/me', rawHeaders: Object.entries(headers).flat() } as never,
    response,
    verifier,
  )
}

const INCONCLUSIVE: readonly (readonly [what: string, handle: Handle, reason: RegExp])[] = [
  [
    'a route that everybody may see',
    (_, response) => json(response, 200, { hello: 'world' }),
    /does not differ/,
  ],
  ['a route that nobody may see', (_, response) => json(response, 401, {}), /answered by 401/],
  ['a route that is not there', (_, response) => json(response, 404, {}), /answered by 404/],
  [
    'a redirect',
    (_, response) => void response.writeHead(302, { location: '/login' }).end(),
    /redirects are not followed/,
  ],
  ['a backend that is broken', (_, response) => json(response, 500, {}), /answered by 500/],
  [
    'a backend that counts requests',
    (_, response) => void response.writeHead(429, { 'retry-after': '60' }).end(),
    /counts requests/,
  ],
  ['a backend that hangs up', (_, response) => void response.destroy(), /no answer/],
]

for (const [what, handle, reason] of INCONCLUSIVE) {
  test(`says nothing of ${what}: exit code 2, never a pass`, async (t) => {
    const { code, report } = await probe(t, handle)
    assert.deepEqual([code, report.verdict], [2, 'inconclusive'])
    assert.match(report.inconclusive?.reason ?? '', reason)
  })
}

test('says nothing where the good token is refused at the end', async (t) => {
  let count = 0
  const { code, report } = await probe(t, (request, response, verifier) => {
    count += 1
    return count > 200 ? json(response, 401, { error: 'locked out' }) : rightly(request, response, verifier)
  })
  assert.equal(code, 2)
  assert.match(report.inconclusive?.reason ?? '', /not answered as a good one any more/)
})

test('says nothing where only bad tokens are counted and shut out: they were not refused as such', async (t) => {
  let refused = 0
  const { code, report } = await probe(t, (request, response, verifier) => {
    const isBad = (request.headers.authorization ?? '').includes('..')
    if (isBad && (refused += 1) > 1) {
      return void response.writeHead(429, { 'retry-after': '60' }).end()
    }
    return rightly(request, response, verifier)
  })
  assert.deepEqual([code, report.verdict], [2, 'inconclusive'])
  assert.match(report.inconclusive?.reason ?? '', /answered by 429/)
})

test('takes a 200 that says what is wrong for a wrong status, and not for a good answer', async (t) => {
  const { code, report } = await probe(t, (request, response, verifier) =>
    (request.headers.authorization ?? '').includes('..')
      ? json(response, 200, { message: 'token rejected' })
      : rightly(request, response, verifier),
  )
  assert.deepEqual([code, namesOf(report)], [0, ['refusal-not-401']])
})

test('tells a good answer from a refusal where both are 200', async (t) => {
  const { code, report } = await probe(t, always200)
  assert.deepEqual([code, report.verdict], [0, 'found'])
  assert.ok(namesOf(report).includes('refusal-not-401'))
  assert.notEqual(report.baselines?.by, 'status')
})

test('tells pages of HTML apart', async (t) => {
  const { code, report } = await probe(t, pages)
  assert.deepEqual([code, report.findings.filter((finding) => finding.class === 'let-through')], [0, []])
})

test('takes what --accept-if says for a good answer', async (t) => {
  const { code, report } = await probe(t, rightly, ['--accept-if', 'json:/sub=alice'])
  assert.deepEqual([code, report.verdict, report.baselines?.by], [0, 'clean', 'accept-if'])
})

test('takes no 503 with Retry-After for a crash, and one without for one', async (t) => {
  assert.deepEqual(namesOf((await probe(t, answers503({ 'retry-after': '5' }))).report), [])
  assert.deepEqual(namesOf((await probe(t, answers503({}))).report), ['crashes'])
})

test('finds connections that are lost, stack traces and tokens in answers, and shows no token itself', async (t) => {
  const { out, report } = await probe(t, leaky)
  assert.deepEqual([...namesOf(report)].toSorted(), ['challenge-missing', 'crashes', 'leaks'])
  assert.doesNotMatch(out, /eyJ/)
})

test('looks at a cookie, and at pages of other origins that send it', async (t) => {
  const name = '__Host-token'
  const args = ['--cookie', name, '--method', 'POST']
  const right = await probe(t, rightly, [...args, '--header', 'Origin: https://app.example'], {
    cookie: name,
  })
  assert.equal(right.report.verdict, 'clean', right.out)
  const naive = await probe(t, forgetsOrigin, args, { cookie: name })
  assert.ok(namesOf(naive.report).includes('cookie-without-origin'), naive.out)
})

test('warns that a request that is let through is executed', async (t) => {
  const { target, issuer } = await openBackend(t, rightly)
  const { err } = await run([
    'probe',
    '--target',
    target,
    '--issuer',
    issuer.endpoint,
    '--method',
    'post',
    ...FAST,
  ])
  assert.match(err, /^note: POST may change something/)
})

const MISTAKES: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
  [['--target', 'me'], /the target is no URL/],
  [['--target', 'ftp://127.0.0.1/'], /must be http or https/],
  [['--target', 'http://user:secret@127.0.0.1/'], /user name or a password/],
  [['--target', 'http://169.254.169.254/latest'], /link-local/],
  [['--target', 'http://[::ffff:169.254.169.254]/'], /link-local/],
  [['--target', 'http://169.254.169.254/', '--i-own-this-target'], /link-local/],
  [['--target', 'http://192.0.2.1/'], /neither this machine nor in a private network|no machine's address/],
  [['--target', 'http://8.8.8.8/'], /neither this machine nor in a private network/],
  [['--target', 'http://127.0.0.1:9/'], /nothing listens/],
  [['--target', 'http://nobody.invalid/'], /has no address/],
  [[], /needs --target <url>/],
]

for (const [args, sentence] of MISTAKES) {
  test(`names the mistake in ${args.join(' ') || 'no words at all'}`, async () => {
    const { code, err, out } = await run(['probe', ...args])
    assert.equal(code, 2)
    assert.match(err, sentence)
    assert.match(err, /^tokenstile: [^\n]+\nhint: [^\n]+\n$/)
    assert.equal(out, '')
  })
}

test('names other mistakes: no issuer, a token in the command line, a token that is none', async (t) => {
  const { target } = await openBackend(t, rightly)
  const of = async (args: readonly string[], stdin = ''): Promise<string> => {
    const { code, err } = await run(['probe', '--target', target, ...args], { stdin })
    assert.equal(code, 2)
    return err
  }
  assert.match(await of(['--issuer', 'http://127.0.0.1:9']), /no local issuer answers/)
  assert.match(await of(['--token', 'eyJhbGciOiJub25lIn0.e30.x']), /seen by others/)
  assert.match(await of(['--token', '-'], 'opaque-token'), /no signed JWT/)
  assert.match(await of(['--accept-if', 'color:red']), /--accept-if/)
  assert.match(await of(['--cookie', 'a b']), /no name of a header or a cookie/)
  assert.match(await of(['--cookie', 'a', '--token-header', 'b']), /not both/)
  assert.match(await of(['--header', 'nothing']), /--header/)
})

test('puts the issuer back as it was when Ctrl-C comes: exit code 130', async (t) => {
  const { target, issuer } = await openBackend(t, rightly)
  const before = await issuer.jwks()
  const child = spawn(process.execPath, [
    COMMAND,
    'probe',
    '--target',
    target,
    '--issuer',
    issuer.endpoint,
    '--rate',
    '400',
  ])
  const brokenPaths = async (): Promise<object> =>
    (await (await fetch(`${issuer.endpoint}/dev/broken-paths`)).json()) as object
  const ended = once(child, 'exit')
  for (let isBroken = false; !isBroken && child.exitCode === null;) {
    isBroken = Object.keys(await brokenPaths()).length > 0
    await new Promise((done) => setTimeout(done, 20))
  }
  child.kill('SIGINT')
  const [code] = (await ended) as [number]
  assert.equal(code, 130)
  assert.deepEqual(await brokenPaths(), {})
  assert.deepEqual(await issuer.jwks(), before)
})

test('writes reports for machines and people, none with a token', async (t) => {
  const { target, issuer } = await openBackend(t, (request, response, verifier) =>
    new URL(request.url ?? '/', 'http://x').searchParams.has('token')
      ? json(response, 200, { sub: 'alice', roles: [], at: 1, request: 'x' })
      : rightly(request, response, verifier),
  )
  const folder = mkdtempSync(join(tmpdir(), 'probe-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'probe.json')
  const args = [
    '--target',
    target,
    '--issuer',
    issuer.endpoint,
    ...FAST,
    '--format',
    'json',
    '--output',
    file,
  ]
  const { code, out, err } = await run(['probe', ...args])
  assert.deepEqual([code, out, err], [1, '', `wrote ${file}\n`])
  const report = JSON.parse(readFileSync(file, 'utf8')) as ProbeReport
  const write = (format: Format): string => {
    const text = writeReport(report, format, { environment: {}, isTerminal: NO_TERMINAL })
    assert.doesNotMatch(text, /eyJ/)
    return text
  }
  assert.match(write('text'), /^LET THROUGH: token-in-query\n/)
  const sarif = JSON.parse(write('sarif')) as {
    version: string
    runs: {
      results: { ruleId: string; ruleIndex: number }[]
      tool: { driver: { rules: { id: string }[] } }
    }[]
  }
  assert.equal(sarif.version, '2.1.0')
  const [{ results, tool } = assert.fail('no run')] = sarif.runs
  for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId)
  assert.ok(results.length > 0)
  const junit = write('junit')
  assert.match(
    junit,
    /<testcase classname="tokenstile.probe" name="token-in-query"><failure message="a token in the address is taken">/,
  )
  assert.match(junit, /<testcase classname="tokenstile.probe" name="alg-none"\/>/)
  const html = write('html')
  assert.match(html, /<h1>Let through: token-in-query<\/h1>/)
  assert.match(html, /default-src 'none'/)
  assert.doesNotMatch(html, /<script|https?:\/\/(?!127\.0\.0\.1)/)
})
