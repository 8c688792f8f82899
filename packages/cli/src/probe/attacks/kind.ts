import { createCipheriv, constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { toPart } from '../token/good-token.ts'
import { signHmac } from '../token/sign.ts'
import { prolonged, tokenAttack, type Attack, type Kit } from './attack.ts'

/** Tokens of another kind. RFC 8725 §3.11. */
export const kindAttacks: readonly Attack[] = [
  tokenAttack('kind', 'type-not-checked', 'wrong-type', 'a good token whose typ is JWT', ({ mint, good }) =>
    isPlainType(good.header['typ']) ? undefined : mint?.({ fault: 'wrong-type' }),
  ),
  ...[
    ['empty-type', 'empty', ''],
    ['null-type', 'null', null],
    ['logout-type', 'logout+jwt', 'logout+jwt'],
    ['proof-type', 'dpop+jwt', 'dpop+jwt'],
    ['longer-type', 'at+jwt+x', 'at+jwt+x'],
  ].map(([name, shown, typ]) =>
    tokenAttack('kind', 'type-not-checked', String(name), `a good token whose typ is ${shown}`, ({ mint, good }) =>
      isPlainType(good.header['typ']) ? undefined : mint?.({ forge: { header: { typ } } }),
    ),
  ),
  tokenAttack('kind', 'type-not-checked', 'id-token', 'an ID token, which is for the client', ({ mint }) =>
    mint?.({ fault: 'id-token' }),
  ),
  tokenAttack('kind', 'audience-not-checked', 'machine-token', "a machine's token for another API", async ({ mint }) =>
    mint?.({ fault: 'machine-token' }),
  ),
  tokenAttack('kind', 'crit-ignored', 'unknown-crit', 'a good signature over a header that demands an extension (crit)', ({ mint }) =>
    mint?.({ fault: 'unknown-crit' }),
  ),
  tokenAttack('kind', 'signature-not-checked', 'opaque', 'an opaque access token, which is no JWT', ({ mint }) =>
    mint?.({ fault: 'opaque' }),
  ),
  tokenAttack('kind', 'encryption-confusion', 'encrypted', 'a good token inside an encrypted one, whose key nobody has', ({ mint }) =>
    mint?.({ fault: 'encrypted' }),
  ),
  tokenAttack('kind', 'encryption-confusion', 'encrypted-claims', "claims, encrypted with the issuer's public key", (kit) =>
    encryptForIssuer(kit, JSON.stringify(prolonged(kit.good))),
  ),
  tokenAttack('kind', 'encryption-confusion', 'encrypted-none', "a token without a signature, encrypted with the issuer's public key", (kit) =>
    encryptForIssuer(kit, `${toPart({ alg: 'none' })}.${toPart(prolonged(kit.good))}.`),
  ),
  tokenAttack('kind', 'no-size-limit', 'huge', 'a good token of more than 10 KB', ({ mint }) => mint?.({ fault: 'huge' }), 'oversized'),
  tokenAttack('kind', 'signature-not-checked', 'api-key', 'a word signed by nobody, as long as a token', ({ good }) =>
    signHmac({}, {}, 'x').padEnd(good.text.length, 'x').replaceAll('.', 'x'),
  ),
]

/** An issuer whose access tokens have the type JWT, or none, gives nothing to tell them apart by. */
function isPlainType(typ: unknown): boolean {
  return typeof typ !== 'string' || typ.toUpperCase() === 'JWT'
}

/** A JWE in compact serialization: RSA-OAEP, A256GCM. RFC 7516 §7.1. */
function encryptForIssuer({ good, published }: Kit, text: string): string | undefined {
  const jwk = published?.keys[0]
  if (jwk?.kty !== 'RSA') return undefined
  const header = toPart({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT', typ: good.header['typ'], kid: good.header['kid'] })
  const contentKey = randomBytes(32)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, contentKey)
  return [header, ...[wrapped, iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}
