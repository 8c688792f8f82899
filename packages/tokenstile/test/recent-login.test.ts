import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Auth, IssuerOptions, RecentLoginOptions, VerifierSettings } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { insideOf } from '../dist/esm/core/inside.js'
import { compileRecentLogin } from '../dist/esm/core/recent-login.js'
import { createVerifierOn, ENGINES } from './support/both-engines.ts'
import { assertConfigError, assertRefused } from './support/refusals.ts'
import { buildToken, issuerOptions, now, NOW, type TokenChanges } from './support/tokens.ts'

type AnyAuth = Auth<unknown, unknown>
type Prove = (idToken?: unknown, auth?: AnyAuth) => Promise<void>

const idToken = ({ claims, ...changes }: TokenChanges = {}): string =>
  buildToken({
    header: { typ: 'JWT' },
    claims: {
      aud: 'client-1',
      client_id: undefined,
      jti: undefined,
      scope: undefined,
      auth_time: NOW,
      ...claims,
    },
    ...changes,
  })

for (const engine of ENGINES) {
  /** Requires a recent login of the caller of a good access token. */
  const requiring = async (
    options: RecentLoginOptions<unknown> = {},
    issuer: Partial<IssuerOptions> = {},
    settings: VerifierSettings = {},
  ): Promise<{ readonly prove: Prove; readonly auth: AnyAuth }> => {
    const verifier = createVerifierOn(engine, issuerOptions(issuer), { now, ...settings })
    const auth = await verifier.verify(buildToken())
    const check = compileRecentLogin({ idToken: (given: unknown) => given, ...options })
    return { auth, prove: async (given, other = auth) => await check(other, given, insideOf(verifier)) }
  }
  const on = `on the ${engine.name} engine`

  test(`takes an ID token of a recent login, and says why another does not count, ${on}`, async () => {
    const { prove } = await requiring()
    await prove(idToken())
    const rows = [
      [undefined, 'missing_token'],
      [null, 'missing_token'],
      ['', 'missing_token'],
      [['a', 'b'], 'malformed_token'],
      [idToken({ claims: { exp: NOW - 61 } }), 'token_expired'],
      [idToken({ claims: { aud: 'client-2' } }), 'wrong_audience'],
      [`${idToken().slice(0, -8)}AAAAAAAA`, 'bad_signature'],
    ] as const
    for (const [given, code] of rows) {
      const { details } = await assertRefused(() => prove(given), 'reauthentication_required')
      assert.equal(details.idTokenCode, code)
      assert.equal(details.maxAgeSeconds, 300)
    }
  })

  test(`tells an outage from an ID token that does not count, ${on}`, async () => {
    let isDown = false
    const { prove } = await requiring(
      {},
      {
        keys: {
          find: async () => {
            if (isDown) throw new Error('down')
            return issuerKeys()
          },
        },
      },
    )
    isDown = true
    await assertRefused(() => prove(idToken()), 'keys_unavailable')
  })

  test(`believes the ID token, then the access token, then the user, about a way to log in again, ${on}`, async () => {
    const old = idToken({ claims: { auth_time: NOW - 3600 } })
    const { prove } = await requiring({}, { toUser: () => ({ id: 'x', canReauthenticate: false }) })
    await assertRefused(() => prove(old), 'reauthentication_impossible')
    const { prove: unsaid } = await requiring()
    await assertRefused(() => unsaid(old), 'reauthentication_required')
  })

  test(`asks the access token about it where the ID token does not say, whatever toUser makes, ${on}`, async () => {
    const endpoint = 'https://project.authgear.cloud'
    const claims = { iss: endpoint, aud: endpoint }
    const cannot = { 'https://authgear.com/claims/user/can_reauthenticate': false }
    const keys = issuerOptions().keys as NonNullable<IssuerOptions['keys']>
    const issuer = { ...authgear(endpoint, { keys }), toUser: () => ({ id: 'x' }) }
    const verifier = createVerifierOn(engine, issuer, { now })
    const auth = await verifier.verify(buildToken({ claims: { ...claims, ...cannot } }))
    const old = idToken({ claims: { iss: endpoint, auth_time: NOW - 3600 } })
    const check = compileRecentLogin({ idToken: () => old })
    const prove = async () => await check(auth, undefined, insideOf(verifier))
    await assertRefused(prove, 'reauthentication_impossible')
  })

  test(`takes no promise for an ID token, also one that rejects, ${on}`, async () => {
    for (const given of [async () => idToken(), async () => Promise.reject(new Error('stray'))]) {
      const { prove } = await requiring({ idToken: given as never })
      await assertConfigError(() => prove(), 'requireRecentLogin.idToken')
    }
  })

  test(`knows no client where the access token names none, ${on}`, async () => {
    const { prove, auth } = await requiring({ clientIds: ['web'] })
    const nameless = { ...auth, clientId: undefined }
    await prove(idToken({ claims: { aud: 'web' } }), nameless)
    await assertRefused(() => prove(idToken(), nameless), 'reauthentication_required')
    const { prove: listless } = await requiring()
    await assertConfigError(() => listless(idToken(), nameless), 'options.clientIds')
  })

  test(`counts the login of the access token where no ID token is asked for, ${on}`, async () => {
    const { auth } = await requiring()
    const verifier = createVerifierOn(engine, issuerOptions(), { now })
    const check = compileRecentLogin({})
    const at = async (authTime: number | undefined) =>
      await check({ ...auth, authTime }, undefined, insideOf(verifier))
    await at(NOW - 300)
    for (const authTime of [NOW - 301, NOW + 61, undefined]) {
      await assertRefused(() => at(authTime), 'reauthentication_required')
    }
  })
}

const WRONG: readonly (readonly [options: unknown, option: string])[] = [
  [undefined, 'requireRecentLogin'],
  [{ idToken: 'x-id-token' }, 'requireRecentLogin.idToken'],
  [{ clientIds: [] }, 'requireRecentLogin.clientIds'],
  [{ cannotReauthenticate: 'ignore' }, 'requireRecentLogin.cannotReauthenticate'],
  [{ cannotReauthenticate: true }, 'requireRecentLogin.cannotReauthenticate'],
  [{ maxAuthAgeSeconds: -1 }, 'requireRecentLogin.maxAuthAgeSeconds'],
  [{ maxAuthAgeSeconds: '300' }, 'requireRecentLogin.maxAuthAgeSeconds'],
  [{ maxAge: 300 }, 'requireRecentLogin.maxAge'],
]

for (const [options, option] of WRONG) {
  test(`a mistake in ${option} is named at start: ${JSON.stringify(options)}`, async () => {
    await assertConfigError(() => compileRecentLogin(options), option)
  })
}

function issuerKeys(): readonly { readonly kty: string }[] {
  const { keys } = issuerOptions()
  return (keys as unknown as { jwks: { keys: { kty: string }[] } }).jwks.keys
}
