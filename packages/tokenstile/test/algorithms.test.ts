import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { ENGINES, createVerifierOn } from './support/both-engines.ts'
import { signText, testKey, type TestKey } from './support/keys.ts'
import { assertConfigError, assertRefused } from './support/refusals.ts'
import { buildToken, encode, issuerOptions, now } from './support/tokens.ts'

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const BY_DEFAULT = [...RSA, 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const ONLY_WHEN_LISTED = ['Ed448', 'ES256K']
const ML_DSA = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']

/** One RSA key serves all RSA algorithms of this file, each time with another `alg`: such keys are slow to make. */
function keyFor(alg: string): TestKey {
  const key = testKey(RSA.includes(alg) ? 'RS256' : alg)
  return { ...key, alg, jwk: { ...key.jwk, alg } }
}

for (const engine of ENGINES) {
  const on = `on the ${engine.name} engine`

  for (const alg of BY_DEFAULT) {
    const key = keyFor(alg)
    const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })

    test(`verifies ${alg} by default ${on} (checklist 12, 18)`, async () => {
      const { user } = await verifier.verify(buildToken({ key }))
      assert.deepEqual(user, { id: 'user-1' })
    })

    test(`refuses ${alg} with any bit, byte or length of the signature changed ${on} (checklist 7, 10)`, async () => {
      const [header, claims, signature] = buildToken({ key }).split('.') as [string, string, string]
      const bytes = Buffer.from(signature, 'base64url')
      const flipped = Buffer.from(bytes)
      flipped[Math.floor(bytes.length / 2)]! ^= 1
      const forged = [
        flipped,
        Buffer.alloc(bytes.length),
        bytes.subarray(1),
        bytes.subarray(0, -1),
        Buffer.concat([bytes, Buffer.alloc(1)]),
        Buffer.concat([Buffer.alloc(1), bytes]),
        Buffer.alloc(bytes.length, 0xff),
        Buffer.from([1]),
      ]
      for (const attempt of forged) {
        await assertRefused(() => verifier.verify(`${header}.${claims}.${encode(attempt)}`), 'bad_signature')
      }
    })

    test(`refuses ${alg} over other claims than were signed ${on} (checklist 7)`, async () => {
      const [header, , signature] = buildToken({ key }).split('.')
      const claims = buildToken({ key, claims: { sub: 'somebody-else' } }).split('.')[1]
      await assertRefused(() => verifier.verify(`${header}.${claims}.${signature}`), 'bad_signature')
    })

    test(`refuses ${alg} by a key of the same kid that is not the issuer's ${on} (checklist 23)`, async () => {
      const { privateKey } = testKey(RSA.includes(alg) ? 'RS256' : alg, 'foreign')
      const token = buildToken({ key: { ...key, privateKey } })
      await assertRefused(() => verifier.verify(token), 'bad_signature')
    })
  }

  for (const alg of ['ES256', 'ES384', 'ES512']) {
    test(`refuses ${alg} with its signature in DER ${on} (checklist 10)`, async () => {
      const key = keyFor(alg)
      const signed = buildToken({ key }).split('.').slice(0, 2).join('.')
      const der = sign(`sha${alg.slice(2)}`, Buffer.from(signed), key.privateKey)
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      await assertRefused(() => verifier.verify(`${signed}.${encode(der)}`), 'bad_signature')
    })
  }

  // The key says one algorithm, the token another that the allow list has too.
  for (const [keyAlg, tokenAlg] of [
    ['RS256', 'RS384'],
    ['RS256', 'RS512'],
    ['RS256', 'PS256'],
    ['PS256', 'RS256'],
    ['PS512', 'PS256'],
    ['ES256', 'ES384'],
    ['ES256', 'RS256'],
    ['RS256', 'ES256'],
    ['Ed25519', 'ES256'],
    ['ES256', 'EdDSA'],
  ] as const) {
    test(`refuses a ${tokenAlg} token that names a key for ${keyAlg} ${on} (checklist 5)`, async () => {
      const key = keyFor(keyAlg)
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      const signer = keyFor(tokenAlg)
      const token = buildToken({ key: { ...signer, kid: key.kid } })
      await assertRefused(() => verifier.verify(token), 'unusable_key')
    })
  }

  for (const [keyAlg, tokenAlg] of [
    ['EdDSA', 'Ed25519'],
    ['Ed25519', 'EdDSA'],
  ] as const) {
    test(`takes ${keyAlg} and ${tokenAlg} for one algorithm ${on} (checklist 12)`, async () => {
      const key = keyFor(keyAlg)
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      await verifier.verify(buildToken({ key, header: { alg: tokenAlg } }))
    })
  }

  test(`refuses a key that is not on its curve when a token names it ${on} (checklist 10)`, async () => {
    const key = keyFor('ES256')
    const broken = { ...key.jwk, kid: 'broken', y: key.jwk['x'] }
    const keys = { jwks: { keys: [key.jwk, broken] } }
    const verifier = createVerifierOn(engine, issuerOptions({ keys }), { now })
    await assertRefused(() => verifier.verify(buildToken({ key, header: { kid: 'broken' } })), 'unusable_key')
    await verifier.verify(buildToken({ key }))
  })

  for (const alg of [
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'HS256',
    'HS384',
    'HS512',
    'rs256',
    'Rs256',
    'RS256 ',
    'RS256\u0000',
    'RS1',
  ]) {
    test(`refuses the alg ${JSON.stringify(alg)} ${on} (checklist 4, 6)`, async () => {
      const key = keyFor('RS256')
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      await assertRefused(
        () => verifier.verify(buildToken({ key, header: { alg } })),
        'algorithm_not_allowed',
      )
      await assertConfigError(
        () => createVerifierOn(engine, issuerOptions({ algorithms: ['RS256', alg] })),
        alg === '' ? 'algorithms[1]' : 'algorithms',
      )
    })
  }

  test(`refuses HS256 keyed with the public key in any spelling ${on} (checklist 5, 6)`, async () => {
    const key = keyFor('RS256')
    const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' }) as string
    for (const secret of [
      pem,
      pem.trim(),
      JSON.stringify(key.jwk),
      JSON.stringify({ keys: [key.jwk] }),
      '',
    ]) {
      const token = buildToken({ key, header: { alg: 'HS256' }, signAs: { alg: 'HS256', secret } })
      await assertRefused(() => verifier.verify(token), 'algorithm_not_allowed')
    }
  })

  test(`allows only the algorithms that the issuer's options list ${on} (checklist 4)`, async () => {
    const [rsa, ec] = [keyFor('RS256'), keyFor('ES256')]
    const verifier = createVerifierOn(engine, issuerOptions({ algorithms: ['ES256'] }, [rsa, ec]), { now })
    await verifier.verify(buildToken({ key: ec }))
    await assertRefused(() => verifier.verify(buildToken({ key: rsa })), 'algorithm_not_allowed')
  })

  for (const alg of ONLY_WHEN_LISTED) {
    test(`refuses ${alg} where it is not listed ${on} (checklist 4)`, async () => {
      const other = keyFor('ES256')
      // A runtime that lacks it makes no such key: there a token only claims to be one.
      const key = canMake(alg)
        ? keyFor(alg)
        : { ...other, kid: 'claimed', alg, jwk: { ...other.jwk, kid: 'claimed' } }
      const verifier = createVerifierOn(engine, issuerOptions({}, [key, other]), { now })
      const token = buildToken({ key, signAs: { alg: canMake(alg) ? alg : 'ES256' } })
      await assertRefused(() => verifier.verify(token), 'algorithm_not_allowed')
    })
  }
}

for (const engine of ENGINES) {
  const on = `on the ${engine.name} engine`
  const has = (alg: string): boolean => engine.synchronous && canMake(alg)

  for (const alg of ONLY_WHEN_LISTED) {
    test(`verifies ${alg} where it is listed, or calls that a mistake where it is not there, ${on} (checklist 4, 61)`, async () => {
      if (!has(alg)) {
        const build = (): unknown => createVerifierOn(engine, issuerOptions({ algorithms: ['RS256', alg] }))
        return void (await assertConfigError(build, 'algorithms'))
      }
      const key = keyFor(alg)
      const verifier = createVerifierOn(engine, issuerOptions({ algorithms: [alg] }, [key]), { now })
      await verifier.verify(buildToken({ key }))
      const [header, claims] = buildToken({ key }).split('.')
      const other = encode(signText('something else', alg, key.privateKey))
      await assertRefused(() => verifier.verify(`${header}.${claims}.${other}`), 'bad_signature')
    })
  }

  for (const alg of ML_DSA) {
    test(`lists ${alg}, or calls that a mistake where it is not there, ${on} (checklist 61)`, async () => {
      const build = (): unknown => createVerifierOn(engine, issuerOptions({ algorithms: ['RS256', alg] }))
      if (has(alg)) build()
      else await assertConfigError(build, 'algorithms')
    })
  }
}

/** Whether this runtime can make keys of an algorithm that not every one has. */
function canMake(alg: string): boolean {
  try {
    if (ML_DSA.includes(alg)) generateKeyPairSync(alg.toLowerCase() as 'ed25519')
    else testKey(alg)
    return true
  } catch {
    return false
  }
}
