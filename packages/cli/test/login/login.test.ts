import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { freePort } from '../support/free-port.ts'
import { run } from '../support/run.ts'
import { COMMAND } from '../support/scene.ts'

interface Login {
  readonly child: ChildProcess
  /** The page to log in at. */
  readonly url: URL
  readonly redirectUri: string
  readonly ended: Promise<{ readonly code: number; readonly out: string; readonly err: string }>
}

async function startLogin(t: TestContext, args: readonly string[] = []): Promise<Login> {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const issuer = await createIssuer({
    clients: [{ id: 'local-app', name: 'App', redirectUris: [redirectUri], postLogoutRedirectUris: [] }],
  }).listen({ port: 0 })
  t.after(() => issuer.close())
  const words = ['login', '--issuer', issuer.endpoint, '--redirect-uri', redirectUri, '--no-browser', ...args]
  const child = spawn(process.execPath, [COMMAND, ...words])
  t.after(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  const url = new Promise<URL>((resolve) => {
    child.stderr.on('data', (chunk) => {
      err += String(chunk)
      const found = /log in here: (\S+)\n/.exec(err)?.[1]
      if (found !== undefined) resolve(new URL(found))
    })
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, out, err }))
  return { child, url: await url, redirectUri, ended }
}

/** What a browser does in which somebody chooses a user: follows the page's form to the redirect URI. */
async function logInAs(url: URL, user: string): Promise<void> {
  const page = await fetch(url)
  const html = await page.text()
  const action = /<form[^>]*action="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? url.href
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as [string, string],
  )
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const answer = await fetch(new URL(action, url), {
    method: 'POST',
    headers: { cookie, origin: url.origin },
    body: new URLSearchParams([...hidden, ['user', user]]),
    redirect: 'manual',
  })
  const back = answer.headers.get('location')
  assert.ok(back, `${answer.status} ${await answer.text()}`)
  assert.equal((await fetch(back)).status, 200)
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

test('logs in with a browser, and prints the access token and nothing else', async (t) => {
  const { url, ended } = await startLogin(t)
  assert.equal(url.searchParams.get('code_challenge_method'), 'S256')
  await logInAs(url, 'alice')
  const { code, out } = await ended
  assert.equal(code, 0)
  assert.match(out, /^eyJ[\w.-]+\n$/)
  assert.equal(claimsOf(out)['sub'], 'alice')
})

test('prints the ID token where that is asked for', async (t) => {
  const { url, ended } = await startLogin(t, ['--id-token'])
  await logInAs(url, 'alice')
  const { out } = await ended
  assert.deepEqual(claimsOf(out)['aud'], ['local-app'])
})

test('takes no answer of another login, and goes on waiting for its own', async (t) => {
  const { url, redirectUri, ended } = await startLogin(t)
  const foreign = await fetch(`${redirectUri}?code=x&state=of-somebody-else`)
  assert.equal(foreign.status, 400)
  assert.equal((await fetch(redirectUri)).status, 400)
  await logInAs(url, 'alice')
  const { code, out } = await ended
  assert.equal(code, 0)
  assert.equal(claimsOf(out)['sub'], 'alice')
})

test('goes on waiting after a request that has no address', async (t) => {
  const { url, redirectUri, ended } = await startLogin(t)
  const { port } = new URL(redirectUri)
  const socket = connect(Number(port), '127.0.0.1').end(
    'GET // HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  )
  const [answer] = await once(socket, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 404 /)
  await logInAs(url, 'alice')
  assert.equal((await ended).code, 0)
})

test('takes no code that comes with the name of another issuer', async (t) => {
  const { url, redirectUri, ended } = await startLogin(t)
  const state = url.searchParams.get('state') ?? ''
  await fetch(`${redirectUri}?code=forged&state=${state}&iss=https://attacker.example`)
  const { code, out, err } = await ended
  assert.deepEqual([code, out], [2, ''])
  assert.match(err, /\nhint: /)
})

test('says why the issuer refused', async (t) => {
  const { url, redirectUri, ended } = await startLogin(t)
  const state = url.searchParams.get('state') ?? ''
  await fetch(`${redirectUri}?error=access_denied&error_description=no&state=${state}`)
  const { code, err } = await ended
  assert.equal(code, 2)
  assert.match(err, /the issuer refused: access_denied\nhint: no\n/)
})

test('ends at Ctrl-C while it waits', async (t) => {
  const { child, ended } = await startLogin(t)
  child.kill('SIGINT')
  assert.equal((await ended).code, 130)
})

test('names mistakes: an issuer that is down, a redirect URI of another machine', async () => {
  const down = await run(['login', '--issuer', 'http://127.0.0.1:9', '--no-browser'])
  assert.equal(down.code, 2)
  assert.match(down.err, /no discovery document\nhint: /)
  const foreign = await run(['login', '--redirect-uri', 'https://attacker.example/callback'])
  assert.equal(foreign.code, 2)
  assert.match(foreign.err, /no address of this machine\nhint: /)
})
