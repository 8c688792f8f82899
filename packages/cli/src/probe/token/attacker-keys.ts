import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'
import { selfSign } from './certificate.ts'

/** A key pair of the attacker's. */
export interface AttackerKey {
  readonly alg: string
  readonly privateKey: KeyObject
  readonly publicJwk: JsonWebKey
  /** SHA-256 and SPKI, as DER. */
  readonly spki: Buffer
}

export interface AttackerKeys {
  /** Of the kind that the good token was signed with. */
  readonly same: AttackerKey
  readonly rsa: AttackerKey
  readonly ec: AttackerKey
  readonly ed: AttackerKey
  /** A certificate for the RSA key that the attacker signed, DER in base64. */
  readonly certificate: string
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

/** Makes the attacker's keys, new ones each time. `alg` is the good token's algorithm. */
export function makeAttackerKeys(alg: string): AttackerKeys {
  const rsa = make(/^[RP]S(256|384|512)$/.test(alg) ? alg : 'RS256')
  const ec = make('ES256')
  const ed = make('EdDSA')
  const same = alg.startsWith('Ed') ? { ...ed, alg } : alg === 'ES256' ? ec : alg in CURVES ? make(alg) : rsa
  return { same, rsa, ec, ed, certificate: selfSign(rsa.privateKey, rsa.spki).toString('base64') }
}

function generate(alg: string, encoding: Encoding): { readonly publicKey: Buffer; readonly privateKey: Buffer } {
  const namedCurve = CURVES[alg]
  if (namedCurve !== undefined) return generateKeyPairSync('ec', { namedCurve, ...encoding })
  if (alg.startsWith('Ed')) return generateKeyPairSync('ed25519', encoding)
  return generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding })
}

interface Encoding {
  readonly publicKeyEncoding: { readonly type: 'spki'; readonly format: 'der' }
  readonly privateKeyEncoding: { readonly type: 'pkcs8'; readonly format: 'der' }
}

function make(alg: string): AttackerKey {
  // As bytes: on Node 20 a key that is still tied to the job that made it can lock the process up when it is exported.
  const encoding = {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  } as const
  const pair = generate(alg, encoding)
  const publicKey = createPublicKey({ key: pair.publicKey, type: 'spki', format: 'der' })
  return {
    alg,
    privateKey: createPrivateKey({ key: pair.privateKey, type: 'pkcs8', format: 'der' }),
    publicJwk: publicKey.export({ format: 'jwk' }),
    spki: pair.publicKey,
  }
}
