import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createVerifier, type VerifierSettings } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { CLIENTS, readFailure } from './clients.ts'
import { CLIENT, createLogin } from './login.ts'
import { RESOURCE, SERVERS, type ServerPlan } from './servers.ts'

const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp'
const SCOPES = ['notes:read']

let issuer: RunningIssuer
before(async () => {
  issuer = await createIssuer({
    clients: [
      {
        id: CLIENT.id,
        kind: 'third_party_app',
        redirectUris: [CLIENT.redirectUri],
        resources: { [RESOURCE]: ['notes:read', 'notes:write'] },
      },
    ],
  }).listen()
})
after(() => issuer.close())

function planWith(changes: Partial<ServerPlan> = {}, settings: VerifierSettings = {}): ServerPlan {
  const verifier = createVerifier(authgear(issuer.endpoint, { resource: RESOURCE }), settings)
  return { verifier, issuer: issuer.endpoint, ...changes }
}

/** Asks without a client, to see the whole answer. */
const ask = (origin: string, token?: string): Promise<Response> =>
  fetch(`${origin}/mcp`, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })

const tokenOf = (scopes: readonly string[] = SCOPES): Promise<string> =>
  issuer.token({ user: 'alice', clientId: CLIENT.id, resource: RESOURCE, scopes })

for (const server of SERVERS) {
  for (const client of CLIENTS) {
    const name = `${server.name}, ${client.name}`

    test(`${name}: a tool knows the person and the machine that call it`, async (t) => {
      const origin = await server.serve(t, planWith())
      const alice = await client.connect(t, { origin, token: await tokenOf() })
      assert.equal(await alice.call('whoami'), `alice by ${CLIENT.id}`)
      const machine = await issuer.token({ client: { id: 'worker', resource: RESOURCE } })
      const worker = await client.connect(t, { origin, token: machine })
      assert.equal(await worker.call('whoami'), 'client_id_worker by worker')
      assert.equal(await alice.call('whoami'), `alice by ${CLIENT.id}`)
    })

    test(`${name}: a client without a token finds the issuer, logs in for this server and comes back`, async (t) => {
      const origin = await server.serve(t, planWith({ requiredScopes: SCOPES }))
      const login = createLogin()
      const visit = { origin, login }
      await assert.rejects(
        () => client.connect(t, visit),
        (error) => readFailure(error) === 'unauthorized',
      )
      const [sentTo] = login.sentTo
      assert.equal(sentTo?.origin, issuer.endpoint)
      assert.equal(sentTo?.searchParams.get('resource'), RESOURCE)
      assert.equal(sentTo?.searchParams.get('scope'), 'notes:read')
      await client.finish(visit, await login.logIn('bob'))
      assert.equal(await (await client.connect(t, visit)).call('whoami'), `bob by ${CLIENT.id}`)
      assert.equal(login.sentTo.length, 1)
    })

    test(`${name}: a client that lacks a scope is sent to ask for it`, async (t) => {
      const origin = await server.serve(t, planWith({ requiredScopes: ['notes:write'] }))
      const login = createLogin({ access_token: await tokenOf(), token_type: 'Bearer' })
      await assert.rejects(() => client.connect(t, { origin, login }))
      assert.deepEqual(
        login.sentTo.map(({ searchParams }) => searchParams.get('scope')?.split(' ').at(-1)),
        ['notes:write'],
      )
    })

    test(`${name}: while the issuer is down, a client is told to come later and asks nobody to log in`, async (t) => {
      const broken = { fetch: () => Promise.reject(new TypeError('no network')) }
      const origin = await server.serve(t, planWith({}, broken))
      const login = createLogin({ access_token: await tokenOf(), token_type: 'Bearer' })
      await assert.rejects(
        () => client.connect(t, { origin, login }),
        (error) => readFailure(error) === 503,
      )
      assert.deepEqual(login.sentTo, [])
    })
  }

  test(`${server.name}: the transport hands on the whole AuthInfo`, async (t) => {
    const origin = await server.serve(t, planWith())
    const token = await tokenOf()
    const client = await CLIENTS[0]!.connect(t, { origin, token })
    const { extra, expiresAt, ...info } = JSON.parse(await client.call('authInfo')) as Record<string, unknown>
    assert.deepEqual(info, {
      token,
      clientId: CLIENT.id,
      scopes: ['notes:read'],
      resource: RESOURCE,
      resourceMetadataUrl: METADATA,
    })
    const { auth } = extra as { auth: { subject: string; expiresAt: number } }
    assert.deepEqual([auth.subject, auth.expiresAt], ['alice', expiresAt])
  })

  const refused: readonly (readonly [what: string, make: () => Promise<string>, description: string])[] = [
    [
      'a token for the whole project, not for this server',
      () => issuer.token({ user: 'alice' }),
      'the access token is invalid',
    ],
    [
      'a token for another server',
      () => issuer.token({ user: 'alice', resource: 'https://other.example.com/mcp' }),
      'the access token is invalid',
    ],
    [
      'an expired token',
      () => issuer.token({ user: 'alice', resource: RESOURCE, fault: 'expired' }),
      'the access token expired',
    ],
    [
      'an opaque token',
      () => issuer.token({ user: 'alice', fault: 'opaque' }),
      'the access token is invalid',
    ],
  ]
  for (const [what, make, description] of refused) {
    test(`${server.name}: refuses ${what}, and says where to get another (checklist 36, 57)`, async (t) => {
      const origin = await server.serve(t, planWith({ requiredScopes: SCOPES }))
      const token = await make()
      for (const client of CLIENTS) {
        await assert.rejects(
          () => client.connect(t, { origin, token }),
          (error) => readFailure(error) === 401,
        )
      }
      const response = await ask(origin, token)
      assert.equal(response.status, 401)
      assert.equal(
        response.headers.get('www-authenticate'),
        `Bearer error="invalid_token", error_description="${description}", scope="notes:read", resource_metadata="${METADATA}"`,
      )
      assert.ok(!(await response.text()).includes(token))
    })
  }

  test(`${server.name}: answers 403 with the scope that is lacking, 401 without a token, 503 in an outage`, async (t) => {
    const plan = planWith({ requiredScopes: ['notes:write'] })
    const origin = await server.serve(t, plan)
    const lacking = await ask(origin, await tokenOf())
    assert.equal(lacking.status, 403)
    assert.equal(
      lacking.headers.get('www-authenticate'),
      `Bearer error="insufficient_scope", error_description="the access token lacks a scope", scope="notes:write", resource_metadata="${METADATA}"`,
    )
    const without = await ask(origin)
    assert.equal(without.status, 401)
    assert.equal(
      without.headers.get('www-authenticate'),
      `Bearer scope="notes:write", resource_metadata="${METADATA}"`,
    )
    const broken = { fetch: () => Promise.reject(new TypeError('no network')) }
    const down = await ask(await server.serve(t, planWith({}, broken)), await tokenOf())
    assert.equal(down.status, 503)
    assert.match(down.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    assert.equal(down.headers.get('www-authenticate'), null)
  })

  if (server.challengesTools) {
    test(`${server.name}: the SDK can demand scopes for a single tool, and names the same metadata`, async (t) => {
      const origin = await server.serve(t, planWith())
      for (const client of CLIENTS) {
        const writer = await client.connect(t, {
          origin,
          token: await tokenOf(['notes:read', 'notes:write']),
        })
        assert.equal(await writer.call('write'), 'written')
        const login = createLogin({ access_token: await tokenOf(), token_type: 'Bearer' })
        const reader = await client.connect(t, { origin, login })
        assert.equal(await reader.call('whoami'), `alice by ${CLIENT.id}`)
        await assert.rejects(() => reader.call('write'))
        assert.match(login.sentTo[0]?.searchParams.get('scope') ?? '', /\bnotes:write\b/)
        assert.equal(login.sentTo[0]?.searchParams.get('resource'), RESOURCE)
      }
    })
  }
}
