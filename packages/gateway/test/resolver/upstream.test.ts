import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { RunningIssuer } from '@tokenstile/issuer'
import { createUpstream } from '../../dist/resolver/upstream.js'
import { bearer, cookie, openResolver, readIdentity } from './scene.ts'

const INVALID = { status: 200, body: '', 'x-authgear-session-valid': 'false' }
const FAILED = { status: 500, body: '' }
const REDIRECT_URI = 'https://app.example/callback'

test("hands on what Authgear's own resolver says of sessions and opaque tokens", async (t) => {
  const { issuer, url, kinds } = await openResolver(t, {
    hasUpstream: true,
    issuer: {
      users: [{ id: 'alice', roles: ['admin', 'staff'] }],
      clients: [{ id: 'spa', redirectUris: [REDIRECT_URI] }],
    },
  })
  const session = await logIn(issuer, 'alice')
  const opaque = await issuer.token({ user: 'bob', amr: [], fault: 'opaque' })
  const jwt = await issuer.token({ user: 'carol' })
  const expired = await issuer.token({ user: 'carol', fault: 'expired' })
  const cases: readonly [RequestInit, string | undefined][] = [
    [cookie(`session=${session}`), 'alice'],
    [cookie(`session=stale; theme=dark; session=${session}`), undefined],
    [bearer(opaque), 'bob'],
    [cookie(`app_access_token=${opaque}`), 'bob'],
    [bearer('nobody-knows-this'), undefined],
    [cookie('session=stale'), undefined],
    [{ headers: { Authorization: `Bearer ${opaque}`, Cookie: `session=${session}` } }, 'bob'],
    [{ headers: { Authorization: `Bearer ${jwt}`, Cookie: `session=${session}` } }, 'carol'],
    [{ headers: { Authorization: `Bearer ${expired}`, Cookie: `session=${session}` } }, 'alice'],
    [cookie(`session=${session}; app_access_token=${jwt}`), 'carol'],
    [cookie(`session=${session}; app_access_token=${expired}`), 'alice'],
    [cookie(`app_session=stale; app_access_token=${jwt}`), 'carol'],
  ]
  for (const [index, [init, user]] of cases.entries()) {
    const ours = await readIdentity(`${url}/resolve`, init)
    assert.deepEqual(ours, await readIdentity(`${issuer.endpoint}/_resolver/resolve`, init), `case ${index}`)
    assert.equal((ours as Record<string, string>)['x-authgear-user-id'], user, `case ${index}`)
  }
  assert.deepEqual(new Set(kinds), new Set(['upstream_valid', 'upstream_invalid', 'valid']))
  issuer.disableUser('alice')
  assert.deepEqual(await readIdentity(`${url}/resolve`, cookie(`session=${session}`)), INVALID)
})

test('sends upstream the credentials that need it and nothing else, as itself', async (t) => {
  const seen: IncomingMessage[] = []
  const upstream = await openUpstream(t, (request, response) => {
    seen.push(request)
    response.setHeader('x-authgear-session-valid', 'false')
    response.end()
  })
  const { issuer, url } = await openResolver(t, { resolver: { upstreamResolver: `${upstream}/resolve?a=b` } })
  const expired = await issuer.token({ user: 'alice', fault: 'expired' })
  await fetch(`${url}/resolve?secret=1`, {
    headers: {
      Authorization: `Bearer ${expired}`,
      Cookie: 'theme=dark; session=one; app_session=two; app_access_token=opaque; session=three; xsession=4',
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Other': 'x',
    },
  })
  const [request] = seen
  assert.equal(seen.length, 1)
  assert.equal(request?.method, 'GET')
  assert.equal(request?.url, '/resolve?a=b')
  assert.deepEqual(request?.headers, {
    host: new URL(upstream).host,
    connection: 'keep-alive',
    cookie: 'app_session=two; app_access_token=opaque; session=one; session=three',
  })
})

test('asks for nothing upstream where a token decides or there are no credentials', async (t) => {
  let asked = 0
  const upstream = await openUpstream(t, (_, response) => {
    asked++
    response.end()
  })
  const { issuer, url } = await openResolver(t, { resolver: { upstreamResolver: upstream } })
  const token = await issuer.token({ user: 'alice' })
  await fetch(`${url}/resolve`, { headers: { Authorization: `Bearer ${token}`, Cookie: 'session=a' } })
  await fetch(`${url}/resolve`)
  await fetch(`${url}/resolve`, bearer('eyJ.forged.token'))
  assert.equal(asked, 0)
})

test('hands on the eight headers and cookies, and nothing else', async (t) => {
  const upstream = await openUpstream(t, (request, response) => {
    assert.equal(request.url, '/_resolver/resolve')
    response.setHeader('x-authgear-session-valid', 'true')
    response.setHeader('x-authgear-user-id', 'alice')
    response.setHeader('x-authgear-session-amr', '')
    response.setHeader('x-authgear-session-acr', 'odd')
    response.setHeader('x-other', 'odd')
    response.setHeader('server', 'odd')
    response.setHeader('set-cookie', ['session=new; HttpOnly', 'other=; Max-Age=0'])
    response.end('odd')
  })
  const { url } = await openResolver(t, { resolver: { upstreamResolver: upstream } })
  const answer = await fetch(`${url}/resolve`, cookie('session=a'))
  assert.deepEqual(Object.fromEntries(answer.headers), {
    'cache-control': 'no-store',
    vary: 'Authorization, Cookie',
    'x-authgear-session-valid': 'true',
    'x-authgear-user-id': 'alice',
    'x-authgear-session-amr': '',
    'set-cookie': 'other=; Max-Age=0',
    connection: 'keep-alive',
    'keep-alive': answer.headers.get('keep-alive'),
    'content-length': '0',
  })
  assert.deepEqual(answer.headers.getSetCookie(), ['session=new; HttpOnly', 'other=; Max-Age=0'])
})

test('hands on the cookie that clears a session, with nothing of an identity', async (t) => {
  const upstream = await openUpstream(t, (_, response) => {
    response.setHeader('x-authgear-session-valid', 'false')
    response.setHeader('x-authgear-user-id', 'alice')
    response.setHeader('set-cookie', 'session=; Max-Age=0')
    response.end()
  })
  const { url } = await openResolver(t, { resolver: { upstreamResolver: upstream } })
  const answer = await fetch(`${url}/resolve`, cookie('session=a'))
  assert.equal(answer.headers.get('x-authgear-session-valid'), 'false')
  assert.equal(answer.headers.get('x-authgear-user-id'), null)
  assert.deepEqual(answer.headers.getSetCookie(), ['session=; Max-Age=0'])
})

/** What an upstream may answer that must never become an identity. */
const ODD: readonly [string, (response: ServerResponse) => void][] = [
  ['a refusal', (response) => void response.writeHead(401).end()],
  ['an outage', (response) => void response.writeHead(503, { 'x-authgear-session-valid': 'false' }).end()],
  ['a redirect', (response) => void response.writeHead(302, { location: '/' }).end()],
  ['no content', (response) => void response.writeHead(204, VALID).end()],
  [
    'another word',
    (response) => void response.writeHead(200, { ...VALID, 'x-authgear-session-valid': 'yes' }).end(),
  ],
  ['nobody', (response) => void response.writeHead(200, { 'x-authgear-session-valid': 'true' }).end()],
  ['an empty user', (response) => void response.writeHead(200, { ...VALID, 'x-authgear-user-id': '' }).end()],
  [
    'two users',
    (response) => void response.writeHead(200, { ...VALID, 'x-authgear-user-id': ['a', 'b'] }).end(),
  ],
  [
    'a user in another script',
    (response) => void response.writeHead(200, { ...VALID, 'x-authgear-user-id': '\u00e9' }).end(),
  ],
  ['nothing', (response) => void response.destroy()],
  [
    'another protocol',
    ({ socket }) =>
      void socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  ],
  [
    'two answers in conflict',
    ({ socket }) => void socket?.end(`${RAW}X-Authgear-Session-Valid: false\r\n\r\n`),
  ],
  ['a header that is cut', ({ socket }) => void socket?.end(RAW)],
  ['lines that end in another way', ({ socket }) => void socket?.end(`${RAW}\r\n`.replaceAll('\r', ''))],
]
const RAW =
  'HTTP/1.1 200 OK\r\nX-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: eve\r\nContent-Length: 0\r\n'
const VALID = { 'x-authgear-session-valid': 'true', 'x-authgear-user-id': 'alice' }

for (const [sentence, answer] of ODD) {
  test(`answers 500 where the upstream resolver answers ${sentence}`, async (t) => {
    const upstream = await openUpstream(t, (_, response) => answer(response))
    const { url, kinds, warnings, faults } = await openResolver(t, {
      resolver: { upstreamResolver: upstream },
    })
    assert.deepEqual(await readIdentity(`${url}/resolve`, cookie('session=a')), FAILED)
    assert.deepEqual(await readIdentity(`${url}/resolve`, bearer('opaque')), FAILED)
    assert.deepEqual(kinds, ['unavailable', 'unavailable'])
    assert.equal(warnings.length, 1)
    assert.deepEqual(faults, [])
  })
}

test('answers 500 where nobody listens upstream, and serves tokens all the same', async (t) => {
  const { issuer, url, kinds } = await openResolver(t, {
    resolver: { upstreamResolver: 'http://127.0.0.1:1/' },
  })
  assert.deepEqual(await readIdentity(`${url}/resolve`, cookie('session=a')), FAILED)
  const answer = await readIdentity(`${url}/resolve`, bearer(await issuer.token({ user: 'alice' })))
  assert.equal((answer as Record<string, string>)['x-authgear-user-id'], 'alice')
  assert.deepEqual(kinds, ['unavailable', 'valid'])
})

test('takes no answer that came with another one, or unasked, for that of the next question', async (t) => {
  const raw = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Authgear-Session-Valid: '
  const eve = `${raw}true\r\nX-Authgear-User-Id: eve\r\n\r\n`
  for (const isLate of [false, true]) {
    const upstream = await openUpstream(t, ({ socket }) => {
      socket.write(`${raw}false\r\n\r\n${isLate ? '' : eve}`)
      if (isLate) setTimeout(() => socket.write(eve), 10)
    })
    const ask = createUpstream(upstream)
    for (let count = 0; count < 4; count++) {
      assert.equal((await ask([SESSION])).isValid, false)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
})

test('does not wait for ever', async (t) => {
  const upstream = await openUpstream(t, () => {})
  await assert.rejects(createUpstream(upstream, 50)([SESSION]), { name: 'UpstreamError', code: 'timeout' })
})

test('keeps its connections, and takes another one where the other side ended the kept one', async (t) => {
  const ports = new Set<number | undefined>()
  let isEnding = false
  const upstream = await openUpstream(t, ({ socket }, response) => {
    if (isEnding && ports.has(socket.remotePort)) return void socket.resetAndDestroy()
    ports.add(socket.remotePort)
    response.writeHead(200, VALID).end()
  })
  const ask = createUpstream(upstream)
  for (let count = 0; count < 5; count++) assert.equal((await ask([SESSION])).isValid, true)
  assert.equal(ports.size, 1)
  isEnding = true
  assert.equal((await ask([SESSION])).isValid, true)
  assert.equal(ports.size, 2)
})

test('reads no endless body', async (t) => {
  const upstream = await openUpstream(t, (_, response) => {
    response.writeHead(200, VALID)
    const chunk = 'x'.repeat(16_384)
    const write = (): void => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', write)
    write()
  })
  await assert.rejects(createUpstream(upstream)([SESSION]), { code: 'a large body' })
})

const SESSION = { kind: 'opaque', header: 'cookie', value: 'session=a' } as const

async function openUpstream(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Logs in as a browser does; gives the value of the session cookie. */
async function logIn(issuer: RunningIssuer, user: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: 'spa',
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  const answer = await fetch(`${issuer.endpoint}/oauth2/authorize?${query.toString()}`, {
    method: 'POST',
    body: new URLSearchParams({ choice: 'user', user }),
    redirect: 'manual',
  })
  const session = /^session=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1]
  assert.ok(session)
  return session
}
