import { createPublicKey, randomBytes } from 'node:crypto'
import { sealToken, toBytes, type Draft } from '../tokens/sealed-token.ts'

/** An unsecured JWT (RFC 7519, section 6): the algorithm `none`, and the empty signature that belongs to it. */
export function toUnsecured({ header, claims }: Draft): string {
  const parts = [{ ...header, alg: 'none' }, claims]
  return `${parts.map((part) => Buffer.from(toBytes(part)).toString('base64url')).join('.')}.`
}

/** HMAC whose secret is the issuer's public key as PEM: what a verifier gets wrong that hands any key to any algorithm. */
export async function signWithPublicKey({ header, claims, key }: Draft): Promise<string> {
  const { CompactSign } = await import('jose')
  const publicKey = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' })
  const secret = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))
  return new CompactSign(toBytes(claims)).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret)
}

const UNKNOWN_EXTENSION = 'https://attacker.example/extension'

/** A good signature over a header that must not be understood. */
export async function signWithUnknownCrit({ header, claims, key }: Draft): Promise<string> {
  const { CompactSign } = await import('jose')
  const demanding = { ...header, crit: [UNKNOWN_EXTENSION], [UNKNOWN_EXTENSION]: true }
  return new CompactSign(toBytes(claims))
    .setProtectedHeader(demanding)
    .sign(key.privateKey, { crit: { [UNKNOWN_EXTENSION]: true } })
}

/** The good token inside a JWE; its key is forgotten at once. */
export async function encrypt(draft: Draft): Promise<string> {
  const { CompactEncrypt } = await import('jose')
  const inner = new TextEncoder().encode(await sealToken(draft))
  return new CompactEncrypt(inner)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' })
    .encrypt(randomBytes(32))
}
