import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { ProbeReport } from '../../dist/probe/report.js'
import { json, openBackend, rightly, type Handle } from '../support/probe-backend.ts'
import { run } from '../support/run.ts'

const FAST = ['--rate', '500', '--format', 'json']

async function probe(
  t: TestContext,
  handle: Handle,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly report: ProbeReport }> {
  const { issuer, target } = await openBackend(t, handle)
  const ran = await run(['probe', '--target', target, '--issuer', issuer.endpoint, ...FAST, ...args])
  return { code: ran.code, report: JSON.parse(ran.out) as ProbeReport }
}

const namesOf = ({ defects }: ProbeReport): readonly string[] => defects.map(({ name }) => name)

/** Counts requests, and answers some of them by something else. */
function every(isOdd: (count: number) => boolean, odd: Handle): Handle {
  let count = 0
  return (request, response, verifier) =>
    isOdd((count += 1)) ? odd(request, response, verifier) : rightly(request, response, verifier)
}

test('does not pass a backend that counted requests for a while, though it takes good tokens in the end', async (t) => {
  const limiter = every(
    (count) => count > 50 && count < 200,
    (_, response) => void response.writeHead(429, { 'retry-after': '60' }).end(),
  )
  const { code, report } = await probe(t, limiter)
  assert.deepEqual([code, report.verdict], [2, 'inconclusive'])
  assert.match(report.inconclusive?.reason ?? '', /answered by 429/)
  assert.ok(report.notJudged.length > 100)
})

test('does not pass a backend that was busy for most of the attacks', async (t) => {
  const busy = every(
    (count) => count > 20 && count < 300,
    (_, response) => void response.writeHead(503, { 'retry-after': '1' }).end(),
  )
  const { code, report } = await probe(t, busy)
  assert.deepEqual([code, report.verdict], [2, 'inconclusive'])
  assert.match(report.inconclusive?.reason ?? '', /answered by 503/)
})

test('stops when the backend is gone, and keeps what was seen', async (t) => {
  const dying = every(
    (count) => count > 100,
    (_, response) => void response.destroy(),
  )
  const { code, report } = await probe(t, dying)
  assert.deepEqual([code, report.verdict], [2, 'inconclusive'])
  assert.match(report.inconclusive?.reason ?? '', /answers no more/)
  assert.ok(report.sent < 120, String(report.sent))
  assert.ok(report.findings.some((finding) => finding.class === 'crashed'))
})

test('goes on where single connections are lost', async (t) => {
  const shaky = every(
    (count) => count > 20 && count % 40 === 0,
    (_, response) => void response.destroy(),
  )
  const { report } = await probe(t, shaky)
  assert.ok(report.judged > 300)
  // Each is asked once more: only what is lost twice is lost by the request.
  assert.deepEqual(namesOf(report), [])
})

const silent: Handle = async (request, response, verifier) => {
  const [, token = ''] = (request.headers.authorization ?? '').split(' ')
  if (token.split('.').length !== 3 || (await verifier.tryVerify(token)).ok) {
    return rightly(request, response, verifier)
  }
}

test('does not wait for ever for a backend that leaves bad requests without an answer', async (t) => {
  const { code, report } = await probe(t, silent, ['--timeout', '200ms'])
  assert.deepEqual([code, report.verdict], [2, 'inconclusive'])
  assert.match(report.inconclusive?.reason ?? '', /no answer in time/)
  assert.ok(report.sent < 60, String(report.sent))
})

test('asks one that never answers only once', async (t) => {
  const { code, report } = await probe(t, () => undefined, ['--timeout', '300ms'])
  assert.deepEqual([code, report.verdict, report.sent], [2, 'inconclusive', 1])
  assert.match(report.inconclusive?.reason ?? '', /no answer: no answer in time/)
})

const greets: Handle = (request, response, verifier) =>
  request.headers.authorization === undefined
    ? json(response, 200, { greeting: 'hello', user: null })
    : rightly(request, response, verifier)

test('finds nothing wrong with a page for everybody that says more to users', async (t) => {
  const { code, report } = await probe(t, greets)
  assert.deepEqual([code, namesOf(report)], [0, []])
})

const forgiving: Handle = async (request, response, verifier) => {
  // Two headers become one bad token.
  const given = (request.headersDistinct['authorization'] ?? []).join(', ')
  const outcome = await verifier.tryVerify(given.replace(/^Bearer /, ''))
  json(response, 200, { greeting: 'hello', user: outcome.ok ? { id: outcome.auth.subject } : null })
}

test('finds that bad tokens are taken for nobody, where they should be refused', async (t) => {
  const { code, report } = await probe(t, forgiving)
  assert.deepEqual([code, namesOf(report)], [0, ['refusal-not-401']])
})

const proxy: Handle = (request, response, verifier) => {
  const [, token = ''] = (request.headers.authorization ?? '').split(' ')
  if (!/^[\w-]*\.[\w-]*\.[\w-]*$/.test(token) && token.length > 5_000) {
    response.writeHead(400, { 'content-type': 'text/html' }).end('<html><h1>400 Bad Request</h1></html>')
    return
  }
  response.setHeader('via', '1.1 proxy')
  return rightly(request, response, verifier)
}

test('finds nothing in a backend behind a proxy that answers junk by itself', async (t) => {
  const { code, report } = await probe(t, proxy)
  assert.deepEqual([code, report.verdict], [0, 'clean'])
})

test('names a certificate that is not trusted and a port that speaks no HTTP', async (t) => {
  const { target, issuer } = await openBackend(t, rightly)
  const { code, out } = await run([
    'probe',
    '--target',
    target.replace('http:', 'https:'),
    '--issuer',
    issuer.endpoint,
    ...FAST,
  ])
  assert.equal(code, 2)
  assert.match((JSON.parse(out) as ProbeReport).inconclusive?.reason ?? '', /no answer/)
})

test('makes no token from an issuer whose keys cannot be had, unless that is said', async (t) => {
  const { target, issuer } = await openBackend(t, rightly)
  const stdin = await issuer.token({ user: 'alice' })
  const args = ['probe', '--target', target, '--token', '-', ...FAST]
  const refused = await run([...args, '--issuer', 'http://127.0.0.1:9'], { stdin })
  assert.equal(refused.code, 2)
  assert.match(refused.err, /^tokenstile: the public keys of the issuer [^\n]+\nhint: [^\n]+\n$/)
  const without = await run([...args, '--no-issuer-keys'], { stdin })
  assert.equal(without.code, 0)
  assert.ok((JSON.parse(without.out) as ProbeReport).notMade.includes('hs256-jwk'))
})

test('takes no header that stands where the attacks are, but another Host', async (t) => {
  const { target, issuer } = await openBackend(t, (request, response, verifier) =>
    request.headers.host === 'api.example'
      ? rightly(request, response, verifier)
      : json(response, 404, { error: 'no such host' }),
  )
  const args = ['probe', '--target', target, '--issuer', issuer.endpoint, ...FAST]
  const refused = await run([...args, '--header', 'authorization: Bearer x'])
  assert.equal(refused.code, 2)
  assert.match(refused.err, /where the attacks are/)
  const taken = await run([...args, '--header', 'Host: api.example'])
  assert.equal(taken.code, 0, taken.out)
})

test('follows no redirect', async (t) => {
  let visits = 0
  const elsewhere = createServer((_, response) => void ((visits += 1), response.end('{}')))
  elsewhere.listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  t.after(() => elsewhere.close())
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
  const { code } = await probe(t, (_, response) => void response.writeHead(307, { location }).end())
  assert.deepEqual([code, visits], [2, 0])
})

test('puts the keys of the issuer back', async (t) => {
  const { target, issuer } = await openBackend(t, rightly)
  const kids = async (): Promise<readonly string[]> => {
    const { keys } = (await (await fetch(`${issuer.endpoint}/oauth2/jwks`)).json()) as {
      keys: { kid: string }[]
    }
    return keys.map(({ kid }) => kid)
  }
  await issuer.token({ user: 'alice' })
  const before = await kids()
  const { code } = await run(['probe', '--target', target, '--issuer', issuer.endpoint, ...FAST])
  assert.equal(code, 0)
  assert.deepEqual(await kids(), before)
})
