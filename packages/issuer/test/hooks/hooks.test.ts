import { createIssuer, type HookEvent, type HookFunction, type HookResponse } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, match, rejects, strictEqual, throws } from 'node:assert'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { askUserinfo, createApplication, REDIRECT_URI } from '../support/application.ts'

const clients = [{ id: 'spa', redirectUris: [REDIRECT_URI] }]
const users = [
  { id: 'alice', standardAttributes: { email: 'a@example.com' }, customAttributes: { plan: 'pro' } },
]
const createHooked = (hook: HookFunction) =>
  createIssuer({ clients, users, hooks: { 'oidc.jwt.pre_create': hook } })

/** What a hook answers that gives the payload back with more behind it. */
const adding =
  (claims: Record<string, unknown>): HookFunction =>
  ({ payload }) => ({
    is_allowed: true,
    mutations: { jwt: { payload: { ...payload.jwt?.payload, ...claims } } },
  })

const addTeam: HookFunction = ({ payload }) => ({
  is_allowed: true,
  mutations: { id_token: { payload: { ...payload.id_token?.payload, team: 'red' } } },
})

suite('a hook in the process', () => {
  test('sees the event as Authgear sends it', async () => {
    const events: HookEvent[] = []
    const issuer = createHooked((event) => {
      events.push(event)
      return { is_allowed: true }
    })
    const token = await issuer.token({ user: 'alice' })
    const [event] = events
    deepStrictEqual([events.length, event?.type], [1, 'oidc.jwt.pre_create'])
    deepStrictEqual(event?.payload.jwt?.payload, decodeJwt(token))
    const { id, is_verified, standard_attributes, custom_attributes } = event?.payload.user ?? {}
    deepStrictEqual(
      { id, is_verified, standard_attributes, custom_attributes },
      {
        id: 'alice',
        is_verified: true,
        standard_attributes: { email: 'a@example.com', email_verified: true },
        custom_attributes: { plan: 'pro' },
      },
    )
    deepStrictEqual(event?.context['client_id'], 'local-app')
  })

  test('adds claims to the token of a login and to a minted one, also those that people’s tokens never have', async () => {
    const issuer = createHooked(async (event) => adding({ org_id: 'acme', email: 'a@example.com' })(event))
    const { access_token, id_token } = await createApplication(issuer, 'spa').logIn('alice')
    for (const token of [access_token, await issuer.token({ user: 'alice' })]) {
      const claims = decodeJwt(token)
      deepStrictEqual([claims['org_id'], claims['email']], ['acme', 'a@example.com'])
    }
    strictEqual('org_id' in decodeJwt(id_token), false)
  })

  const broken: readonly (readonly [string, HookFunction, RegExp])[] = [
    [
      'changes a claim',
      adding({ aud: ['https://elsewhere.example'] }),
      /may only add, and 'aud' is already there/,
    ],
    ['gives other roles', adding({ 'https://authgear.com/claims/user/roles': ['admin'] }), /may only add/],
    ['removes a claim', () => ({ is_allowed: true, mutations: { jwt: { payload: {} } } }), /removed 'iss'/],
    ['adds what JSON cannot carry', adding({ big: 1n }), /must answer with what JSON can carry/],
    ['answers with nothing', () => undefined as unknown as HookResponse, /must answer with an object/],
    [
      'says no',
      () => ({ is_allowed: false, title: 'No', reason: 'not today' }),
      /does not allow the token: No: not today/,
    ],
  ]
  for (const [what, hook, message] of broken) {
    test(`that ${what} gets no token out, minted or by a login`, async () => {
      const issuer = createHooked(hook)
      await rejects(issuer.token({ user: 'alice' }), message)
      const answer = await createApplication(issuer, 'spa').logIn('alice')
      match(answer.error_description ?? '', message)
      deepStrictEqual([answer.access_token, answer.id_token], [undefined, undefined])
    })
  }

  test('is read as JSON: what is undefined is not there, and a date is text', async () => {
    const issuer = createHooked(adding({ gone: undefined, at: new Date(0) }))
    const claims = decodeJwt(await issuer.token({ user: 'alice' }))
    deepStrictEqual(['gone' in claims, claims['at']], [false, '1970-01-01T00:00:00.000Z'])
  })

  test('cannot get past the rule by writing into the event', async () => {
    const issuer = createHooked((event) => {
      Object.assign(event.payload.jwt?.payload ?? {}, { sub: 'root' })
      return { is_allowed: true }
    })
    strictEqual(decodeJwt(await issuer.token({ user: 'alice' })).sub, 'alice')
  })

  test('that fails at a refresh leaves the client with what it has', async () => {
    let fails = false
    const issuer = createHooked(() => ({ is_allowed: !fails }))
    const app = createApplication(issuer, 'spa')
    const { access_token, refresh_token } = await app.logIn('alice')
    fails = true
    strictEqual((await app.refresh(refresh_token)).status, 403)
    strictEqual((await askUserinfo(issuer, access_token)).status, 200)
    fails = false
    strictEqual((await app.refresh(refresh_token)).status, 200)
    strictEqual((await askUserinfo(issuer, access_token)).status, 401)
  })

  test('is not asked for machines', async () => {
    const issuer = createHooked(() => ({ is_allowed: false }))
    const client = { id: 'worker', resource: 'https://api.example.com' }
    strictEqual(decodeJwt(await issuer.token({ client })).sub, 'client_id_worker')
  })

  test('of ID tokens adds to those alone', async () => {
    const issuer = createIssuer({ clients, users, hooks: { 'oidc.id_token.pre_create': addTeam } })
    const { access_token, id_token } = await createApplication(issuer, 'spa').logIn('alice')
    deepStrictEqual([decodeJwt(id_token)['team'], decodeJwt(access_token)['team']], ['red', undefined])
  })

  test('must be a function or an address with a secret', () => {
    for (const hook of [
      'x',
      {},
      { url: 'x', secret: 'y' },
      { url: 'http://localhost' },
      { url: 'http://a', secret: '' },
    ]) {
      throws(
        () => createIssuer({ hooks: { 'oidc.jwt.pre_create': hook as HookFunction } }),
        /oidc.jwt.pre_create must be a function, or an object with url and secret/,
      )
    }
    throws(
      () => createIssuer({ hooks: { pre_create: () => ({}) } as object }),
      /'pre_create' is not an option/,
    )
  })
})

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const hookedTo = (url: string) =>
  createIssuer({ users, hooks: { 'oidc.jwt.pre_create': { url, secret: 'shared' } } })

suite('a webhook', () => {
  test('gets the event signed, and adds claims', async () => {
    const bodies: string[] = []
    await withServer(
      (request, response) => {
        let body = ''
        request.on('data', (chunk: Buffer) => (body += chunk.toString()))
        request.on('end', () => {
          bodies.push(body)
          const signature = createHmac('sha256', 'shared').update(body).digest('hex')
          const isGenuine = request.headers['x-authgear-body-signature'] === signature
          const event = JSON.parse(body) as HookEvent
          const payload = { ...event.payload.jwt?.payload, org_id: 'acme' }
          response.end(JSON.stringify({ is_allowed: isGenuine, mutations: { jwt: { payload } } }))
        })
      },
      async (url) => {
        const claims = decodeJwt(await hookedTo(url).token({ user: 'alice' }))
        strictEqual(claims['org_id'], 'acme')
        strictEqual(bodies.length, 1)
      },
    )
  })

  const answers: readonly (readonly [string, RequestListener])[] = [
    ['500', (_, response) => response.writeHead(500).end()],
    ['no JSON', (_, response) => response.end('<html>')],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/' }).end()],
    ['nothing', (request) => request.socket.destroy()],
  ]
  for (const [what, listener] of answers) {
    test(`that answers with ${what} gets no token out`, async () => {
      await withServer(listener, async (url) => {
        await rejects(hookedTo(url).token({ user: 'alice' }), {
          name: 'HookError',
          message: /the webhook failed/,
        })
      })
    })
  }
})
