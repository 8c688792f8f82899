import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createVerifier, type IssuerOptions } from 'tokenstile'
import { testKey } from '../support/keys.ts'
import { assertConfigError } from '../support/refusals.ts'
import { AUDIENCE, buildToken, encode, ISSUER, issuerOptions } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

const { publicKey, jwk } = testKey()
const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'pem' }) as string
const jwks = { keys: [jwk] }
const bare = publicKey.export({ format: 'jwk' })

/** Every text and byte string that a public key is known by: each was once taken for the secret of an HMAC. */
const SECRETS: readonly (readonly [string, string | Buffer])[] = [
  ['its PEM', pem],
  ['its PEM without the last line feed', pem.trimEnd()],
  ['its PEM with carriage returns', pem.replaceAll('\n', '\r\n')],
  ['its PEM, indented', pem.replaceAll('\n', '\n  ')],
  ['its PEM with an empty line before', `\n${pem}`],
  ['its PEM with a byte order mark', `\ufeff${pem}`],
  ['its PEM in one line', pem.replaceAll('\n', '')],
  ['its PEM without the frame', pem.replaceAll(/-----[^-]+-----|\n/g, '')],
  ['its PKCS #1 PEM', pkcs1],
  ['its PKCS #1 PEM with carriage returns', pkcs1.replaceAll('\n', '\r\n')],
  ['its DER', publicKey.export({ type: 'spki', format: 'der' })],
  ['its PKCS #1 DER', publicKey.export({ type: 'pkcs1', format: 'der' })],
  ['its DER in base64', publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
  ['its JWK', JSON.stringify(jwk)],
  ['its JWK, indented', JSON.stringify(jwk, null, 2)],
  ['its JWK with a byte order mark', `\ufeff${JSON.stringify(jwk)}`],
  ['its JWK without kid and alg', JSON.stringify(bare)],
  ['its key set', JSON.stringify(jwks)],
  ['its key set, indented', JSON.stringify(jwks, null, 2)],
  ['its modulus in base64url', jwk['n'] as string],
  ['the bytes of its modulus', Buffer.from(jwk['n'] as string, 'base64url')],
  ['its kid', jwk.kid],
  ['nothing', ''],
  ['the word undefined', 'undefined'],
  ['the text of an object', '[object Object]'],
  ['32 zero bytes', Buffer.alloc(32)],
]

const SIZES = ['256', '384', '512'] as const

testAttacks(
  { checklist: '5, 6' },
  SECRETS.flatMap(([name, secret]) =>
    SIZES.map((size): Attack => [
      `HS${size} with ${name} as the secret`,
      () => forge(`HS${size}`, secret),
      'algorithm_not_allowed',
    ]),
  ),
)

const secret = Buffer.alloc(64, 7)
const oct = { kty: 'oct', k: secret.toString('base64url'), kid: 'shared', alg: 'HS256', use: 'sig' }
const mixed: IssuerOptions = {
  ...issuerOptions(),
  keys: { jwks: { keys: [oct, { ...oct, kid: jwk.kid }, jwk] } },
}

testAttacks({ checklist: '5, 6, 11', issuer: mixed }, [
  ['HS256 with a secret of the key set', () => forge('HS256', secret, 'shared'), 'algorithm_not_allowed'],
  [
    'HS256 with a secret that shares its kid with the public key',
    () => forge('HS256', secret, jwk.kid),
    'algorithm_not_allowed',
  ],
  ['RS256 by the name of a secret', () => buildToken({ header: { kid: 'shared' } }), 'unusable_key'],
  ['RS256 with an HMAC behind it', () => forge('RS256', secret, 'shared', '256'), 'unusable_key'],
])

for (const alg of ['HS256', 'HS384', 'HS512', 'none', 'hs256']) {
  test(`cannot be configured to allow ${alg} (checklist 4, 6)`, async () => {
    await assertConfigError(() => createVerifier(issuerOptions({ algorithms: ['RS256', alg] })), 'algorithms')
  })
}

test('takes neither a PEM, a secret nor a private key for a key set (checklist 6, 61)', async () => {
  const privateJwk = { ...testKey().privateKey.export({ format: 'jwk' }), kid: 'private' }
  for (const keys of [[oct], [{ ...oct, k: '' }], [privateJwk], [pem], [''], [null], [undefined], [{}], []]) {
    const options = {
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { jwks: { keys } },
    } as unknown as IssuerOptions
    await assertConfigError(() => createVerifier(options), 'keys.jwks')
  }
})

test('never shows the key material of a key set that it refuses (checklist 60)', async () => {
  const options = { issuer: ISSUER, audience: AUDIENCE, keys: { jwks: { keys: [oct] } } } as IssuerOptions
  const error = await assertConfigError(() => createVerifier(options), 'keys.jwks')
  assert.ok(!error.message.includes(oct.k))
})

function forge(
  alg: string,
  key: string | Buffer,
  kid: string = jwk.kid,
  size: string = alg.slice(2),
): string {
  const [, claims] = buildToken().split('.')
  const text = `${encode(JSON.stringify({ alg, typ: 'at+jwt', kid }))}.${claims}`
  return `${text}.${createHmac(`sha${size}`, key).update(text).digest('base64url')}`
}
