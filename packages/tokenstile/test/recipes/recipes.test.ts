import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AuthErrorCode } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { signText, testKey } from '../support/keys.ts'
import { assertRefused } from '../support/refusals.ts'
import { encode, type TokenChanges } from '../support/tokens.ts'
import { verifier as auth0 } from './auth0.ts'
import { verifier as auth0Default } from './auth0-default.ts'
import { verifier as cognito } from './cognito.ts'
import { verifier as entra } from './entra.ts'
import { verifier as entraV1 } from './entra-v1.ts'
import { verifier as keycloakAtJwt } from './keycloak-at-jwt.ts'
import { verifier as keycloak } from './keycloak.ts'
import { verifier as okta } from './okta.ts'
import { ACCESS, ID, OKTA_ORG, type Shape } from './vendor-tokens.ts'

const tenant = 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555'
const sts = 'https://sts.windows.net/11111111-2222-3333-4444-555555555555/'
const documentOf = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

/** Where each vendor publishes its discovery document, and the issuer that it names. */
const DOCUMENTS = new Map<string, string>([
  ...[
    'https://keycloak.example/realms/shop',
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
    `${tenant}/v2.0`,
    'https://shop.eu.auth0.com/',
    'https://shop.okta.com/oauth2/default',
  ].map((issuer) => [documentOf(issuer), issuer] as const),
  [documentOf(tenant), sts],
])

/** The recipes stand as a reader would copy them, without options for a test: the platform's fetch is replaced. */
const realFetch = globalThis.fetch
before(() => {
  globalThis.fetch = async (input) => {
    const url = String(input)
    const issuer = DOCUMENTS.get(url)
    if (issuer !== undefined) return Response.json({ issuer, jwks_uri: `${new URL(url).origin}/keys` })
    if (!url.endsWith('/keys')) return new Response('not here', { status: 404 })
    // Entra's keys name no alg.
    const { alg, ...key } = testKey().jwk
    return Response.json({
      keys: [url.includes('microsoft') ? { ...key, x5t: 'x', x5c: ['x'] } : { ...key, alg }],
    })
  }
})
after(() => {
  globalThis.fetch = realFetch
})

/** Signs a vendor's token with nothing in it but what the vendor puts there. */
function tokenOf({ header, claims }: Shape, changes: TokenChanges = {}): string {
  const key = testKey()
  const seconds = Math.floor(Date.now() / 1000)
  const text = [
    { kid: key.kid, alg: 'RS256', ...header },
    { iat: seconds - 5, exp: seconds + 3600, ...claims, ...changes.claims },
  ].map((part) => encode(JSON.stringify(part)))
  return `${text.join('.')}.${encode(signText(text.join('.'), 'RS256', key.privateKey))}`
}

const person = '0f1e2d3c-aaaa-bbbb-cccc-1234567890ab'
const known = {
  keycloak,
  'keycloak-at-jwt': keycloakAtJwt,
  cognito,
  entra,
  'entra-v1': entraV1,
  auth0,
  'auth0-default': auth0Default,
  okta,
}
type Known = keyof typeof known

/** Recipe, token, and who is calling: user, client, scopes, roles. */
const accepted: readonly (readonly [
  recipe: Known,
  what: string,
  shape: Shape,
  caller: readonly unknown[],
])[] = [
  [
    'keycloak',
    'a person',
    ACCESS.keycloak,
    [person, 'shop-web', ['openid', 'email', 'orders'], ['offline_access', 'seller']],
  ],
  ['keycloak', 'a machine', ACCESS.keycloakMachine, [undefined, 'worker', ['orders'], []]],
  [
    'keycloak-at-jwt',
    'a person',
    ACCESS.keycloakAtJwt,
    [person, 'shop-web', ['openid', 'email', 'orders'], ['offline_access', 'seller']],
  ],
  [
    'cognito',
    'a person',
    ACCESS.cognito,
    [person, '6example7client8id9', ['aws.cognito.signin.user.admin', 'orders/read'], ['sellers']],
  ],
  ['cognito', 'a machine', ACCESS.cognitoMachine, [undefined, '6example7client8id9', ['orders/read'], []]],
  [
    'entra',
    'a person',
    ACCESS.entra,
    [person, '11111111-2222-3333-4444-555555555555', ['Orders.Read', 'Orders.Write'], ['Seller']],
  ],
  [
    'entra',
    'a machine',
    ACCESS.entraMachine,
    [undefined, '11111111-2222-3333-4444-555555555555', [], ['Orders.Read.All']],
  ],
  ['entra-v1', 'a person', ACCESS.entraV1, [person, undefined, ['Orders.Read'], []]],
  [
    'auth0',
    'a person',
    ACCESS.auth0,
    ['auth0|6553da60a54af58e29493993', 'shop-web', ['openid', 'profile', 'read:orders'], []],
  ],
  [
    'auth0-default',
    'a person',
    ACCESS.auth0Default,
    ['auth0|6553da60a54af58e29493993', 'shop-web', ['openid', 'profile', 'read:orders'], []],
  ],
  ['auth0-default', 'a machine', ACCESS.auth0Machine, [undefined, 'worker', ['read:orders'], []]],
  ['okta', 'a person', ACCESS.okta, ['00u1', undefined, ['openid', 'orders'], ['sellers']]],
  ['okta', 'a machine', ACCESS.oktaMachine, [undefined, undefined, ['orders'], []]],
]
for (const [recipe, what, shape, caller] of accepted) {
  test(`the recipe ${recipe} accepts the access token of ${what} (checklist 22)`, async () => {
    const { user, clientId, scopes, roles } = await known[recipe].verify(tokenOf(shape))
    assert.deepEqual([user?.id, clientId, scopes, roles], caller)
  })

  test(`the access token of ${what} is explained as no ID token, with the recipe ${recipe}`, async () => {
    const { accepted, kind } = await explain(known[recipe], tokenOf(shape))
    assert.equal(accepted, true)
    assert.notEqual(kind, 'id')
  })
}

const { nonce: _, ...withoutNonce } = ID.entra.claims
/** Also where one application is client and API at once, so that the audience does not tell the tokens apart. */
const refused: readonly (readonly [
  recipe: Known,
  what: string,
  shape: Shape,
  changed: object,
  code: AuthErrorCode,
])[] = [
  ['keycloak', 'an ID token', ID.keycloak, {}, 'wrong_audience'],
  ['keycloak', 'an ID token for the API itself', ID.keycloak, { aud: 'orders-api' }, 'wrong_type'],
  ['keycloak-at-jwt', 'an ID token for the API itself', ID.keycloak, { aud: 'orders-api' }, 'wrong_type'],
  ['keycloak-at-jwt', 'a token of a client without the option', ACCESS.keycloak, {}, 'wrong_type'],
  ['keycloak', 'a token for another API', ACCESS.keycloak, { aud: 'account' }, 'wrong_audience'],
  ['cognito', 'an ID token', ID.cognito, {}, 'missing_claim'],
  [
    'cognito',
    'an ID token that names a client',
    ID.cognito,
    { client_id: '6example7client8id9' },
    'wrong_type',
  ],
  ['cognito', 'the token of another client', ACCESS.cognito, { client_id: 'other' }, 'client_not_allowed'],
  ['entra', 'an ID token', ID.entra, {}, 'wrong_audience'],
  ['entra', 'an ID token for the API itself', ID.entra, { aud: ACCESS.entra.claims.aud }, 'wrong_type'],
  [
    'entra',
    'an ID token without nonce for the API itself',
    { ...ID.entra, claims: withoutNonce },
    { aud: ACCESS.entra.claims.aud },
    'missing_claim',
  ],
  [
    'entra',
    'a token of another tenant',
    ACCESS.entra,
    { iss: 'https://login.microsoftonline.com/other/v2.0' },
    'untrusted_issuer',
  ],
  ['entra', 'a token of version 1', ACCESS.entraV1, {}, 'untrusted_issuer'],
  ['entra-v1', 'an ID token', ID.entraV1, {}, 'wrong_audience'],
  [
    'entra-v1',
    'an ID token for the API itself',
    ID.entraV1,
    { aud: 'api://orders', nonce: undefined },
    'missing_claim',
  ],
  ['auth0', 'an ID token', ID.auth0, {}, 'wrong_type'],
  ['auth0', 'a token of the default profile', ACCESS.auth0Default, {}, 'wrong_type'],
  ['auth0-default', 'an ID token', ID.auth0, {}, 'wrong_audience'],
  [
    'auth0-default',
    'an ID token for the API itself',
    ID.auth0,
    { aud: 'https://orders.example', nonce: undefined, azp: 'x' },
    'missing_claim',
  ],
  ['okta', 'an ID token', ID.okta, {}, 'wrong_audience'],
  [
    'okta',
    'an ID token for the API itself',
    ID.okta,
    { aud: 'api://default', nonce: undefined, at_hash: undefined },
    'missing_claim',
  ],
  ['okta', 'a token of the org authorization server', OKTA_ORG, {}, 'untrusted_issuer'],
]
for (const [recipe, what, shape, changed, code] of refused) {
  test(`the recipe ${recipe} refuses ${what} (checklist 17, 26)`, async () => {
    const token = tokenOf(shape, { claims: changed as Record<string, unknown> })
    await assertRefused(() => known[recipe].verify(token), code)
  })
}
