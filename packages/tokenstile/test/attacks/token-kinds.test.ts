import { testKey } from '../support/keys.ts'
import { buildToken, issuerOptions, NOW } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

/** Types that are not `at+jwt`: RFC 9068 §5, RFC 8725 §3.11. */
const TYPES: readonly (readonly [string, unknown])[] = [
  ['JWT', 'JWT'],
  ['jwt', 'jwt'],
  ['that of a DPoP proof', 'dpop+jwt'],
  ['that of a logout token', 'logout+jwt'],
  ['that of a security event', 'secevent+jwt'],
  ['that of a client assertion', 'client-authentication+jwt'],
  ['that of an introspection answer', 'token-introspection+jwt'],
  ['that of a request object', 'oauth-authz-req+jwt'],
  ['that of a key binding', 'kb+jwt'],
  ['at+jwt with a space behind', 'at+jwt '],
  ['at+jwt with a null character behind', 'at+jwt\0'],
  ['at+jwt with a parameter', 'at+jwt; charset=utf-8'],
  ['at+jwt with application twice', 'application/application/at+jwt'],
  ['at+jwt below another tree', 'text/at+jwt'],
  ['at+jwt with a long s', 'at+jw\u0167'],
  ['a suffix alone', '+jwt'],
  ['at', 'at'],
  ['a longer name', 'at+jwt+x'],
  ['an empty text', ''],
  ['a list of at+jwt', ['at+jwt']],
  ['an object', { typ: 'at+jwt' }],
  ['null', null],
  ['a number', 1],
  ['nothing', undefined],
]

testAttacks(
  { checklist: '14, 26' },
  TYPES.map(([name, typ]): Attack => [
    `typ that is ${name}`,
    () => buildToken({ header: { typ } }),
    'wrong_type',
  ]),
)

testAttacks({ checklist: '14', control: () => buildToken({ header: { typ: 'APPLICATION/AT+JWT' } }) }, [
  [
    'typ among the claims alone',
    () => buildToken({ header: { typ: undefined }, claims: { typ: 'at+jwt' } }),
    'wrong_type',
  ],
])

/** An ID token is signed by the same key for a client, and proves no right to call an API. */
const idToken = (claims: object = {}): string =>
  buildToken({
    header: { typ: 'JWT' },
    claims: { aud: 'client-1', client_id: undefined, jti: undefined, scope: undefined, ...claims },
  })
const loosened = issuerOptions({ types: ['JWT', null] })
const untyped = (): string => buildToken({ header: { typ: undefined } })

testAttacks({ checklist: '14, 26, 36', issuer: loosened, control: untyped }, [
  ['an ID token by its audience', () => idToken(), 'wrong_audience'],
  ...['nonce', 'at_hash', 'c_hash', 's_hash', 'events'].map((claim): Attack => [
    `an ID or logout token by its ${claim}`,
    () => idToken({ aud: 'https://api.example', [claim]: 'x' }),
    'wrong_type',
  ]),
  [
    'an ID token whose nonce is null',
    () => idToken({ aud: 'https://api.example', nonce: null }),
    'wrong_type',
  ],
  ['an access token of the default type where it is not listed', () => buildToken(), 'wrong_type'],
])

const marked = issuerOptions({ types: ['JWT'], kind: { claim: 'token_use', value: 'access' } })
const access = (value: unknown): string =>
  buildToken({ header: { typ: 'JWT' }, claims: { token_use: value } })
testAttacks({ checklist: '26', issuer: marked, control: () => access('access') }, [
  ['a token of another kind', () => access('id'), 'wrong_type'],
  ['a token whose kind is a list', () => access(['access']), 'wrong_type'],
  ['a token whose kind is in capitals', () => access('ACCESS'), 'wrong_type'],
  ['a token without a kind', () => access(undefined), 'wrong_type'],
  [
    'a token whose kind is inherited',
    () =>
      buildToken({
        header: { typ: 'JWT' },
        rawClaims:
          '{"__proto__":{"token_use":"access"},"exp":9999999999,"sub":"x","iss":"https://issuer.example","aud":"https://api.example"}',
      }),
    'wrong_type',
  ],
])

/** A token that is bound to a key or certificate is not a bearer token: RFC 9449 §7.2, RFC 8705 §3. */
const CONFIRMATIONS: readonly (readonly [string, unknown, Attack[2]])[] = [
  ['a DPoP key', { jkt: 'A'.repeat(43) }, 'dpop_required'],
  ['a DPoP key that is null', { jkt: null }, 'dpop_required'],
  ['a certificate', { 'x5t#S256': 'A'.repeat(43) }, 'certificate_mismatch'],
  ['a DPoP key and a certificate', { jkt: 'A'.repeat(43), 'x5t#S256': 'A'.repeat(43) }, 'dpop_required'],
  ['a key of its own', { jwk: testKey().jwk }, 'invalid_claim'],
  ['an encrypted key', { jwe: 'x' }, 'invalid_claim'],
  ['a kid', { kid: 'x' }, 'invalid_claim'],
  ['a method that nobody knows', { 'urn:example': true }, 'invalid_claim'],
  ['an inherited method', { constructor: 'x' }, 'invalid_claim'],
  ['nothing', {}, 'invalid_claim'],
  ['null', null, 'invalid_claim'],
  ['a list', [{ jkt: 'A'.repeat(43) }], 'invalid_claim'],
  ['a text', 'jkt', 'invalid_claim'],
  ['false', false, 'invalid_claim'],
]

testAttacks(
  { checklist: '38, 53, 54' },
  CONFIRMATIONS.map(([name, cnf, code]): Attack => [
    `a token bound to ${name} sent as a bearer token`,
    () => buildToken({ claims: { cnf } }),
    code,
  ]),
)

testAttacks({ checklist: '26, 48, 49' }, [
  [
    'a DPoP proof for an access token',
    () =>
      buildToken({
        header: { typ: 'dpop+jwt', jwk: testKey('ES256').jwk, kid: undefined },
        claims: { htm: 'GET', htu: 'https://api.example/', iat: NOW },
      }),
    'wrong_type',
  ],
])
