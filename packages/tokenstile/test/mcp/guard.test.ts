import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import type { AuthInfo as AuthInfo1 } from '@modelcontextprotocol/sdk/server/auth/types.js'
import type { OAuthTokenVerifier as TokenVerifier1 } from '@modelcontextprotocol/sdk/server/auth/provider.js'
import type {
  AuthInfo as AuthInfo2,
  OAuthTokenVerifier as TokenVerifier2,
} from '@modelcontextprotocol/server'
import { ConfigError, createVerifier, type AuthError } from 'tokenstile'
import { authorize } from 'tokenstile/fetch'
import {
  authenticate,
  authenticateFetch,
  requireAuth,
  toAuthInfo,
  type AuthInfo,
  type TokenVerifier,
} from 'tokenstile/mcp'
import { listening } from '../contract/listening.ts'
import { testKey } from '../support/keys.ts'
import { assertConfigError } from '../support/refusals.ts'
import { AUDIENCE, buildToken, ISSUER, issuerOptions, now, NOW } from '../support/tokens.ts'

const resource = AUDIENCE
const verifier = createVerifier(issuerOptions(), { now })

/** Both lines of the SDK take ours: this compiles. */
export const fits = (
  info: AuthInfo,
  tokens: TokenVerifier,
): [AuthInfo1, AuthInfo2, TokenVerifier1, TokenVerifier2] => [info, info, tokens, tokens]

test('an AuthInfo says who is calling, and for which server the token is', async () => {
  const token = buildToken()
  const auth = await verifier.verify(token)
  const info = toAuthInfo(auth, token, resource)
  assert.deepEqual(info, {
    token,
    clientId: 'client-1',
    scopes: ['read', 'write'],
    expiresAt: NOW + 1800,
    resource: new URL(AUDIENCE),
    extra: { auth },
  })
  assert.equal(requireAuth(info), auth)
})

test('an AuthInfo names the server only where the token does, whatever a schema leaves of the claims', async () => {
  const claims = { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: {} }) } } as const
  const other = 'https://other.example'
  for (const [aud, named] of [
    [AUDIENCE, true],
    [[other, AUDIENCE], true],
    [other, false],
    [[other], false],
    [`${AUDIENCE}/`, false],
  ] as const) {
    const token = buildToken({ claims: { aud } })
    const auth = await createVerifier(issuerOptions({ audience: null, claims }), { now }).verify(token)
    assert.equal(toAuthInfo(auth, token, resource).resource?.href, named ? `${AUDIENCE}/` : undefined)
    assert.equal(toAuthInfo(auth, token).resource, undefined)
  }
})

test('a change to an AuthInfo changes nobody else', async () => {
  const token = buildToken()
  const auth = await verifier.verify(token)
  const info = toAuthInfo(auth, token, resource)
  info.scopes.push('admin')
  info.resource?.searchParams.set('a', 'b')
  assert.deepEqual(auth.scopes, ['read', 'write'])
  const next = toAuthInfo(await verifier.verify(token), token, resource)
  assert.deepEqual([next.scopes, next.resource?.href], [['read', 'write'], `${AUDIENCE}/`])
})

test('an AuthInfo has an empty client id where the token names no client', async () => {
  const lenient = createVerifier(issuerOptions({ requiredClaims: ['sub'] }), { now })
  const token = buildToken({ claims: { client_id: undefined } })
  assert.equal(toAuthInfo(await lenient.verify(token), token).clientId, '')
})

test('a tool behind no guard gets a fault of the program, never a caller', () => {
  for (const info of [
    undefined,
    {},
    { extra: {} },
    { extra: { auth: undefined } },
    { extra: { auth: 'alice' } },
  ]) {
    assert.throws(
      () => requireAuth(info),
      (error) => ConfigError.is(error) && /needs authenticate/.test(error.message),
    )
  }
})

const WRONG: readonly (readonly [what: string, options: unknown, option: string])[] = [
  ['nothing', undefined, 'authenticate'],
  ['no resource', {}, 'authenticate.resource'],
  ['a resource without TLS', { resource: 'http://mcp.example/mcp' }, 'authenticate.resource'],
  ['a resource with a query', { resource: 'https://mcp.example/mcp?a=b' }, 'authenticate.resource'],
  ['a resource that is a URL object', { resource: new URL(AUDIENCE) }, 'authenticate.resource'],
  ['an empty list of scopes', { resource, requiredScopes: [] }, 'authenticate.requiredScopes'],
  ['scopes that are text', { resource, requiredScopes: 'read' }, 'authenticate.requiredScopes'],
  ['a scope with a space', { resource, requiredScopes: ['read write'] }, 'authenticate.requiredScopes[0]'],
  ['a typo', { resource, requiredScope: ['read'] }, 'authenticate.requiredScope'],
  ['optional that is text', { resource, optional: 'yes' }, 'authenticate.optional'],
  ['relative metadata', { resource, resourceMetadata: '/.well-known/x' }, 'authenticate.resourceMetadata'],
]

for (const [what, options, option] of WRONG) {
  test(`refuses, where an MCP server is guarded, ${what} (checklist 61)`, async () => {
    await assertConfigError(() => authenticate(verifier, options as never), option)
    await assertConfigError(() => authenticateFetch(verifier, options as never), option)
  })
}

test('refuses to guard with what is no verifier (checklist 61)', async () => {
  await assertConfigError(() => authenticate({} as never, { resource }), 'verifier')
  await assertConfigError(() => authenticateFetch({} as never, { resource }), 'verifier')
})

const asked = (token?: string): Request =>
  new Request(`${AUDIENCE}/`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })

test('every challenge names the metadata, elsewhere where that is said', async () => {
  for (const [resourceMetadata, named] of [
    [undefined, 'https://api.example/.well-known/oauth-protected-resource'],
    ['https://meta.example/api', 'https://meta.example/api'],
  ] as const) {
    const options = { resource, ...(resourceMetadata !== undefined && { resourceMetadata }) }
    const guarded = authenticateFetch(verifier, { ...options, requiredScopes: ['admin'] })(() =>
      assert.fail('passed'),
    )
    for (const [token, status] of [
      [undefined, 401],
      ['', 400],
      ['abc', 401],
      [buildToken(), 403],
    ] as const) {
      const response = await guarded(asked(token))
      assert.equal(response.status, status)
      assert.ok(response.headers.get('www-authenticate')?.endsWith(`resource_metadata="${named}"`))
    }
  }
})

test('scopes can be asked for without being demanded', async () => {
  const guarded = authenticateFetch(verifier, { resource, scopes: ['admin'] })(() => new Response('passed'))
  assert.match((await guarded(asked())).headers.get('www-authenticate') ?? '', /scope="admin"/)
  assert.equal(await (await guarded(asked(buildToken()))).text(), 'passed')
})

test('an anonymous caller of an optional guard has no AuthInfo, and none of the scopes that are demanded', async () => {
  const seen: unknown[] = []
  const handle = (_: Request, options: { authInfo?: AuthInfo }): Response => {
    seen.push(options)
    return new Response()
  }
  const open = authenticateFetch(verifier, { resource, optional: true })(handle)
  assert.equal((await open(asked())).status, 200)
  assert.deepEqual(seen, [{}])
  const scoped = authenticateFetch(verifier, { resource, optional: true, requiredScopes: ['read'] })(handle)
  assert.equal((await scoped(asked())).status, 401)
  assert.equal((await scoped(asked(buildToken()))).status, 200)
})

test('what else a server demands goes between guard and handler, with authorize of tokenstile/fetch', async () => {
  const protect = authenticateFetch(verifier, { resource })
  const guarded = protect(
    authorize({ roles: ['admin'] })((_: Request, options: { authInfo?: AuthInfo } | undefined) =>
      Response.json(options?.authInfo?.clientId),
    ),
  )
  assert.equal((await guarded(asked(buildToken()))).status, 403)
  const admin = await guarded(asked(buildToken({ claims: { roles: ['admin'] } })))
  assert.equal(await admin.json(), 'client-1')
})

test('what a platform hands over reaches the handler', async () => {
  const guarded = authenticateFetch(verifier, { resource, requiredScopes: ['read'] })(
    (_: Request, { authInfo }: { authInfo?: AuthInfo }, env: { name: string }) =>
      Response.json([authInfo?.clientId, env.name]),
  )
  const response = await guarded(asked(buildToken()), { name: 'env' })
  assert.deepEqual(await response.json(), ['client-1', 'env'])
})

test('onRefused sees a scope that is lacking too', async () => {
  const codes: string[] = []
  const onRefused = (error: AuthError): Response => {
    codes.push(error.code)
    return new Response(null, { status: 418 })
  }
  const guarded = authenticateFetch(verifier, { resource, requiredScopes: ['admin'], onRefused })(() =>
    assert.fail('passed'),
  )
  assert.equal((await guarded(asked(buildToken()))).status, 418)
  assert.deepEqual(codes, ['insufficient_scope'])
})

test('a stream ends with its token, where the application watches it', async (t) => {
  const own = createVerifier(issuerOptions(), { now })
  const guard = authenticate(own, { resource })
  const server = createServer((request, response) => {
    guard(request, response, () => {
      const auth = requireAuth((request as { auth?: AuthInfo }).auth)
      response.once(
        'close',
        own.onEnd(auth as never, () => response.destroy()),
      )
      response.write('a beginning')
    })
  })
  const url = await listening(t, server.listen(0, '127.0.0.1'))
  const response = await fetch(url, { headers: { authorization: `Bearer ${buildToken()}` } })
  own.distrustKey(ISSUER, { kid: testKey().kid })
  await assert.rejects(() => response.text())
})
