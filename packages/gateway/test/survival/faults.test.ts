import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readConfigValue, startGateway } from '@tokenstile/gateway'
import { createIssuer } from '@tokenstile/issuer'
import { createPublicServer } from '../../dist/server/public-server.js'
import { createSetup, type Setup } from '../../dist/server/setup.js'
import { listen } from '../../dist/server/listen.js'
import { createPolicy } from '../../dist/decide/policy.js'
import { createRuleBook } from '../../dist/rules/rule-book.js'
import { createVerify } from '../../dist/server/verify.js'
import { createAnswers } from '../../dist/answers/answers.js'
import { CONTRACTS } from '../../dist/answers/contract.js'
import { createNameBook } from '../../dist/asked/name-book.js'
import { TELLINGS } from '../../dist/asked/tellings.js'
import { configFor, openScene } from '../support/gateway.ts'
import { ASKED } from '../support/load.ts'

const boom = (): never => {
  throw new Error('boom')
}

/** An object of which one property throws when it is read. */
function breakAt<T extends object>(whole: T, name: keyof T): T {
  return Object.defineProperty({ ...whole }, name, { get: boom, enumerable: true })
}

test('passes nobody, with a good token or none, whatever step breaks', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const token = await issuer.token({ user: 'alice' })
  const read = readConfigValue(configFor(issuer, { rules: [{ require: { user: true } }] }))
  const context = { onDecision: () => {}, onEvent: () => {} }
  const good = createSetup(read, context)
  t.after(() => good.verifier.close())
  await good.verifier.warmUp()
  const rule = good.rules[0]
  assert.ok(rule)

  const telling = TELLINGS.nginx
  const names = createNameBook(telling.headers, ['x-user-id'])
  const identity = { names: ['X-User-Id'], tell: () => ['X-User-Id', 'alice'] }
  const answers = createAnswers(CONTRACTS.nginx, {}, ['X-User-Id'])
  const make = (parts: {
    telling?: typeof telling
    names?: typeof names
    rules?: Setup['rules']
    identity?: typeof identity
    attest?: () => never
    answers?: typeof answers
    onDecision?: () => void
  }): Setup => {
    const policy = createPolicy(
      createRuleBook(parts.rules ?? good.rules),
      parts.identity ?? identity,
      parts.attest,
    )
    const verify = createVerify(
      parts.telling ?? telling,
      parts.names ?? names,
      false,
      policy,
      parts.answers ?? answers,
      parts.onDecision ?? (() => {}),
    )
    return { ...good, verify }
  }
  const broken: Readonly<Record<string, () => Setup>> = {
    'the setup of the moment': boom,
    configuration: () => breakAt(good, 'read'),
    trust: () => ({ ...good, trust: { trusts: boom } }),
    verify: () => ({ ...good, verify: boom }),
    'verify, later': () => ({ ...good, verify: () => Promise.reject(new Error('boom')) }),
    telling: () => make({ telling: { ...telling, read: boom } }),
    'book of names': () => make({ names: { ...names, kindOf: boom } }),
    'search for a rule': () => make({ rules: [breakAt(rule, 'prefix')] }),
    gate: () => make({ rules: [breakAt(rule, 'gate')] }),
    admission: () => make({ rules: [{ ...rule, gate: { ...rule.gate, admit: boom } }] }),
    'admission, later': () =>
      make({
        rules: [{ ...rule, gate: { ...rule.gate, admit: () => Promise.reject(new Error('boom')) as never } }],
      }),
    requirement: () => make({ rules: [{ ...rule, require: boom }] }),
    'recent login': () => make({ rules: [{ ...rule, requireRecent: boom }] }),
    'recent login, later': () =>
      make({ rules: [{ ...rule, requireRecent: () => Promise.reject(new Error('boom')) }] }),
    identity: () => make({ identity: { ...identity, tell: boom } }),
    'signed identity': () => make({ attest: boom }),
    answers: () => make({ answers: boom }),
    observer: () => make({ onDecision: boom }),
    'admission, with nothing': () =>
      make({ rules: [{ ...rule, gate: { ...rule.gate, admit: () => Promise.reject(undefined) as never } }] }),
  }
  let current: () => Setup = () => make({})
  const server = createPublicServer(
    () => current(),
    () => {},
  )
  const url = `http://${await listen(server, { port: 0 })}/verify`
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const headers = { ...ASKED, Authorization: `Bearer ${token}` }
  assert.equal((await fetch(url, { headers })).status, 200)
  for (const [step, setup] of Object.entries(broken)) {
    current = setup
    const status = await fetch(url, { headers }).then(
      (answer) => answer.status,
      () => 0,
    )
    assert.ok(status < 200 || status > 299, `${step}: ${status}`)
    assert.ok(status !== 401 && status !== 403, `${step}: ${status}`)
    const without = await fetch(url, { headers: ASKED }).then(
      (answer) => answer.status,
      () => 0,
    )
    assert.ok(without < 200 || without > 299, `${step}, without a token: ${without}`)
  }
})

test('starts not at all where a part of its configuration breaks', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const read = readConfigValue(configFor(issuer))
  const context = { onDecision: () => {}, onEvent: () => {}, onFault: () => {} }
  for (const name of ['issuers', 'proxy', 'trustedProxies', 'rules', 'headers', 'listen'] as const) {
    await assert.rejects(startGateway({ ...read, config: breakAt(read.config, name) }, context), name)
  }
})

const token68 = fc.stringMatching(/^[A-Za-z0-9._~+/=-]{0,80}$/)
const printable = fc.stringMatching(/^[\x20-\x7e]{0,60}$/)
const name = fc.oneof(
  fc.constantFrom(
    ...Object.keys(ASKED),
    'X-Forwarded-For',
    'Authorization',
    'Cookie',
    'DPoP',
    'Origin',
    'X-User-Id',
    'X_User_Id',
    'Connection',
    'X-Original-Url',
    'X-HTTP-Method-Override',
    'Sec-Fetch-Mode',
    'Access-Control-Request-Method',
    'Upgrade',
  ),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/),
)
const value = fc.oneof(
  printable,
  token68.map((text) => `Bearer ${text}`),
  fc
    .tuple(token68, token68, token68)
    .map((parts) => `Bearer ${parts.map((part) => Buffer.from(part).toString('base64url')).join('.')}`),
  fc.constant('Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhIn0.'),
  fc.constantFrom('OPTIONS', 'GET', '/', '/public', '//', '/%2e%2e/public', 'websocket', 'cors'),
)
const target = fc.oneof(
  fc.constantFrom('/verify', '/verify?x=1', '/verify/', '/extauthz/', '/', '*', '/healthz', '/metrics'),
  printable.map((text) => `/verify?${text.replaceAll(/[ #]/g, '')}`),
)
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'PATCH', 'PROPFIND')

test('passes nobody who has no token, whatever is sent', { timeout: 60_000 }, async (t) => {
  const { url, faults } = await openScene(t, {
    rules: [{ path: '/admin', require: { roles: ['admin'] }, allowPreflights: true }, {}],
  })
  const { hostname, port } = new URL(url)
  const send = (
    how: string,
    path: string,
    headers: readonly (readonly [string, string])[],
  ): Promise<number> =>
    new Promise((resolve) => {
      try {
        const raw = ['Host', 'gateway', ...headers.flat()]
        const asking = request({ hostname, port, method: how, path, agent: false }, (response) => {
          response.resume()
          response.on('close', () => resolve(response.statusCode ?? 0))
        })
        for (let at = 0; at < raw.length; at += 2)
          asking.appendHeader(raw[at] as string, raw[at + 1] as string)
        asking.on('error', () => resolve(0))
        asking.on('upgrade', (response, socket) => {
          socket.destroy()
          resolve(response.statusCode ?? 0)
        })
        asking.setTimeout(2_000, () => asking.destroy())
        asking.end()
      } catch {
        resolve(0)
      }
    })
  let answered = 0
  await fc.assert(
    fc.asyncProperty(
      method,
      target,
      fc.array(fc.tuple(name, value), { maxLength: 6 }),
      fc.boolean(),
      async (how, path, given, isTold) => {
        const told = isTold ? Object.entries(ASKED) : []
        // A preflight of a browser is the one request that a rule lets pass without a token.
        const isPreflight = given.some(([, text]) => text === 'OPTIONS')
        fc.pre(!isPreflight)
        const status = await send(how, path, [...told, ...given])
        assert.ok(status < 200 || status > 299, String(status))
        if (status > 0) answered += 1
      },
    ),
    { numRuns: 1_500, interruptAfterTimeLimit: 20_000 },
  )
  assert.deepEqual(faults, [])
  // What this client itself will not send proves nothing.
  assert.ok(answered > 750, String(answered))
  t.diagnostic(`${answered} were answered`)
})
