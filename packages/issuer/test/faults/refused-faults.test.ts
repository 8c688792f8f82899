import { createIssuer, type FaultName, type TokenOptions } from '@tokenstile/issuer'
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { deepStrictEqual, rejects, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createVerifier, type AuthError } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'

/** What the library says to each fault, and jose; `undefined` where jose cannot know. */
const ANSWERS: Readonly<Record<FaultName, readonly [AuthError['code'], string | undefined]>> = {
  expired: ['token_expired', 'ERR_JWT_EXPIRED'],
  'not-yet-valid': ['token_not_yet_valid', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'no-expiry': ['missing_claim', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'text-expiry': ['invalid_claim', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'wrong-issuer': ['untrusted_issuer', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'wrong-audience': ['wrong_audience', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'another-key': ['bad_signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  'unknown-kid': ['unknown_key', 'ERR_JWKS_NO_MATCHING_KEY'],
  'no-kid': ['bad_signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  'alg-none': ['algorithm_not_allowed', 'ERR_JOSE_ALG_NOT_ALLOWED'],
  unsecured: ['malformed_token', 'ERR_JOSE_ALG_NOT_ALLOWED'],
  'hs256-with-public-key': ['algorithm_not_allowed', 'ERR_JOSE_ALG_NOT_ALLOWED'],
  'wrong-type': ['wrong_type', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'id-token': ['wrong_type', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  'tampered-payload': ['bad_signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  'stripped-signature': ['malformed_token', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  'unknown-crit': ['unsupported_crit', 'ERR_JOSE_NOT_SUPPORTED'],
  'embedded-jwk': ['bad_signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  jku: ['unknown_key', 'ERR_JWKS_NO_MATCHING_KEY'],
  'machine-token': ['wrong_audience', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  opaque: ['opaque_token', 'ERR_JWS_INVALID'],
  encrypted: ['encrypted_token', 'ERR_JWS_INVALID'],
  huge: ['token_too_large', undefined],
}

const endpoint = 'https://project.authgear.cloud'
const issuer = createIssuer({ endpoint })
const verifier = createVerifier(authgear(endpoint), { fetch: issuer.fetch })
const keys = createRemoteJWKSet(new URL(`${endpoint}/oauth2/jwks`), { [customFetch]: issuer.fetch })
const verifyWithJose = (token: string) =>
  jwtVerify(token, keys, {
    issuer: endpoint,
    audience: endpoint,
    typ: 'at+jwt',
    algorithms: ['RS256'],
    requiredClaims: ['exp'],
  })

suite('a token with a fault', () => {
  for (const [fault, [code, joseCode]] of Object.entries(ANSWERS) as [
    FaultName,
    (typeof ANSWERS)[FaultName],
  ][]) {
    test(`${fault} is refused by the library with ${code}, and by jose where it can know`, async () => {
      await verifier.verify(await issuer.token({ user: 'alice' }))
      const token = await issuer.token({ user: 'alice', fault })
      await rejects(verifier.verify(token), { code })
      if (joseCode === undefined) strictEqual((await verifyWithJose(token)).payload.sub, 'alice')
      else await rejects(verifyWithJose(token), { code: joseCode })
    })
  }

  test('of every name that the issuer lists is in the table above', () => {
    deepStrictEqual(
      issuer.faults().map(({ name }) => name),
      Object.keys(ANSWERS),
    )
  })

  test('has a sentence and an attack for each name', () => {
    for (const { name, sentence, attack } of issuer.faults()) {
      strictEqual(sentence.length > 20 && attack.length > 10, true, name)
    }
  })

  test('may be a machine’s', async () => {
    const resource = 'https://api.example.com'
    const machines = createVerifier(authgear(endpoint, { resource }), { fetch: issuer.fetch })
    const client = { id: 'worker', resource }
    strictEqual((await machines.verify(await issuer.token({ client }))).clientId, 'worker')
    await rejects(machines.verify(await issuer.token({ client, fault: 'expired' })), {
      code: 'token_expired',
    })
    await rejects(issuer.token({ client, fault: 'id-token' }), /^TypeError: token: fault id-token /)
  })

  test('that is unknown is a TypeError that lists the names, and never a token', async () => {
    await rejects(
      issuer.token({ fault: 'borked' } as unknown as TokenOptions),
      /^TypeError: token: fault must be one of 'expired', 'not-yet-valid', /,
    )
  })
})

suite('a forged token', () => {
  test('has a good signature over whatever was asked for', async () => {
    const roles = 'https://authgear.com/claims/user/roles'
    const forge = {
      claims: { aud: endpoint, [roles]: 'admin' },
      header: { typ: 'JWT', x: 1 },
      without: ['jti'],
    }
    const token = await issuer.token({ user: 'alice', forge })
    const { payload, protectedHeader } = await jwtVerify(token, keys)
    deepStrictEqual([payload.aud, payload[roles], payload.jti], [endpoint, 'admin', undefined])
    deepStrictEqual([protectedHeader.typ, protectedHeader['x']], ['JWT', 1])
  })

  test('can only say what JSON carries', async () => {
    await rejects(
      issuer.token({ forge: { claims: { exp: 1n } } }),
      /forge has a value that JSON cannot carry/,
    )
  })

  test('cannot have another algorithm, which a fault is for', async () => {
    await rejects(
      issuer.token({ forge: { header: { alg: 'none' } } }),
      /forge cannot set alg in the header; use a fault$/,
    )
  })
})
