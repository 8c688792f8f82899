import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IssuerOptions } from 'tokenstile'
import { explain } from 'tokenstile/explain'
import { assertRefusedToken } from '../support/assert-refused-token.ts'
import { createVerifierOn, ENGINES } from '../support/both-engines.ts'
import {
  ALGORITHMS,
  AUDIENCES,
  BINDINGS,
  CLIENTS,
  CRITICALS,
  ISSUERS,
  KINDS,
  REQUIRED,
  TYPES,
} from '../support/refused-claims.ts'
import {
  AUDIENCE,
  buildToken,
  ISSUER,
  issuerOptions,
  now,
  NOW,
  type TokenChanges,
} from '../support/tokens.ts'

for (const row of ALGORITHMS) test(`refuses ${row.what} (checklist 4, 6)`, () => assertRefusedToken(row))
for (const row of CRITICALS) test(`refuses ${row.what} (checklist 8)`, () => assertRefusedToken(row))
for (const row of TYPES) test(`refuses ${row.what} (checklist 14)`, () => assertRefusedToken(row))
for (const row of ISSUERS) test(`refuses ${row.what} (checklist 16, 40)`, () => assertRefusedToken(row))
for (const row of AUDIENCES) test(`refuses ${row.what} (checklist 17, 36)`, () => assertRefusedToken(row))
for (const row of CLIENTS) test(`refuses ${row.what} (checklist 39)`, () => assertRefusedToken(row))
for (const row of REQUIRED) test(`refuses ${row.what} (checklist 20, 24)`, () => assertRefusedToken(row))
for (const row of KINDS) test(`refuses ${row.what} (checklist 26)`, () => assertRefusedToken(row))
for (const row of BINDINGS)
  test(`refuses ${row.what} without its proof (checklist 38, 53, 54)`, () => assertRefusedToken(row))

type Row = readonly [what: string, changes: TokenChanges, options?: Partial<IssuerOptions>]
const jwt = (claims: Record<string, unknown> = {}): TokenChanges => ({ header: { typ: 'JWT' }, claims })

const accepted: readonly Row[] = [
  ...['at+jwt', 'AT+JWT', 'At+Jwt', 'application/at+jwt', 'APPLICATION/AT+JWT'].map((typ): Row => [
    `the type ${typ}`,
    { header: { typ } },
  ]),
  ['a type that is listed in another case', jwt(), { types: ['application/jwt'] }],
  ['an absent type where null is listed', { header: { typ: undefined } }, { types: ['at+jwt', null] }],
  ['the usual type where null is listed too', {}, { types: ['at+jwt', null] }],
  ['an absent type where types is null', { header: { typ: undefined } }, { types: null }],
  ['an aud among others', { claims: { aud: ['https://other.example', AUDIENCE] } }],
  ['an aud that is one of ours', {}, { audience: ['https://other.example', AUDIENCE] }],
  ['any aud where it is not checked', { claims: { aud: 'https://other.example' } }, { audience: null }],
  ['no aud where it is not checked', { claims: { aud: undefined } }, { audience: null }],
  ['one of the clients that may call', {}, { clientIds: ['other', 'client-1'] }],
  [
    'the azp where there is no client_id',
    jwt({ client_id: undefined, azp: 'app' }),
    { types: ['JWT'], clientIds: ['app'] },
  ],
  [
    'no client and no iat where types is loosened',
    jwt({ client_id: undefined, iat: undefined, jti: undefined }),
    { types: ['JWT'] },
  ],
  ['no sub where no claim is required', { claims: { sub: undefined } }, { requiredClaims: [] }],
  ['a required claim of any value', { claims: { tenant: null } }, { requiredClaims: ['tenant'] }],
  [
    'the kind that marks an access token',
    jwt({ token_use: 'access' }),
    { types: ['JWT'], kind: { claim: 'token_use', value: 'access' } },
  ],
  ['a kind that is a boolean', { claims: { access: true } }, { kind: { claim: 'access', value: true } }],
  [
    'a nonce where a kind tells the tokens apart',
    jwt({ nonce: 'x', ver: 2 }),
    { types: ['JWT'], kind: { claim: 'ver', value: 2 } },
  ],
  ['a nonce where the type tells the tokens apart', { claims: { nonce: 'x' } }],
  ['a claim called constructor', { claims: { constructor: 'x' } }, { requiredClaims: ['constructor'] }],
]

for (const [what, changes, options] of accepted) {
  test(`accepts ${what}`, async () => {
    for (const engine of ENGINES) {
      const verifier = createVerifierOn(engine, issuerOptions(options), { now })
      const token = buildToken(changes)
      await verifier.verify(token)
      assert.equal((await explain(verifier, token)).accepted, true)
    }
  })
}

test('a claim on Object.prototype gives a token nothing (checklist 20)', async () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>
  prototype['sub'] = 'attacker'
  prototype['aud'] = AUDIENCE
  try {
    for (const claim of ['sub', 'aud']) {
      const changes = { claims: { [claim]: undefined } }
      await assertRefusedToken({ what: claim, code: 'missing_claim', names: claim, changes })
    }
  } finally {
    delete prototype['sub']
    delete prototype['aud']
  }
})

test('a token with a member called __proto__ changes nobody', async () => {
  const text = JSON.stringify({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'u',
    client_id: 'c',
    jti: 'j',
    iat: NOW,
    exp: NOW + 60,
  })
  const rawClaims = text.replace('{', '{"__proto__":{"roles":["admin"]},')
  for (const engine of ENGINES) {
    const auth = await createVerifierOn(engine, issuerOptions(), { now }).verify(buildToken({ rawClaims }))
    assert.deepEqual(auth.roles, [])
    assert.equal(({} as { roles?: unknown }).roles, undefined)
  }
})
