/** One signature algorithm of JWS: what key it takes and how it signs. RFC 7518 §3, RFC 8037, RFC 8812, RFC 9864. */
export interface Algorithm {
  /** The name in a token's header. */
  readonly name: string
  /** The name that stands for it and its synonyms: `Ed25519` for `EdDSA`. */
  readonly canonicalName: string
  readonly kty: 'RSA' | 'EC' | 'OKP' | 'AKP'
  /** The curve of an EC or OKP key. */
  readonly crv?: string
  readonly hash?: 'SHA-256' | 'SHA-384' | 'SHA-512'
  readonly padding?: 'pkcs1' | 'pss'
  /** Length of a signature in bytes, where the algorithm alone fixes it; an RSA signature is as long as its key. */
  readonly signatureBytes?: number
  /** Length of the raw public key in bytes: of x (and y), or of an AKP key's `pub`. */
  readonly keyBytes?: number
}

function rsa(bits: 256 | 384 | 512, padding: 'pkcs1' | 'pss'): Algorithm {
  const name = `${padding === 'pss' ? 'PS' : 'RS'}${bits}`
  return { name, canonicalName: name, kty: 'RSA', hash: `SHA-${bits}`, padding }
}

function ecdsa(name: string, crv: string, bits: 256 | 384 | 512, keyBytes: number): Algorithm {
  return {
    name,
    canonicalName: name,
    kty: 'EC',
    crv,
    hash: `SHA-${bits}`,
    keyBytes,
    signatureBytes: keyBytes * 2,
  }
}

function eddsa(name: string, crv: string, keyBytes: number, signatureBytes: number): Algorithm {
  return { name, canonicalName: crv, kty: 'OKP', crv, keyBytes, signatureBytes }
}

function mlDsa(name: string, keyBytes: number, signatureBytes: number): Algorithm {
  return { name, canonicalName: name, kty: 'AKP', keyBytes, signatureBytes }
}

const byDefault: readonly Algorithm[] = [
  rsa(256, 'pkcs1'),
  rsa(384, 'pkcs1'),
  rsa(512, 'pkcs1'),
  rsa(256, 'pss'),
  rsa(384, 'pss'),
  rsa(512, 'pss'),
  ecdsa('ES256', 'P-256', 256, 32),
  ecdsa('ES384', 'P-384', 384, 48),
  ecdsa('ES512', 'P-521', 512, 66),
  eddsa('EdDSA', 'Ed25519', 32, 64),
  eddsa('Ed25519', 'Ed25519', 32, 64),
]

const onlyWhenListed: readonly Algorithm[] = [
  eddsa('Ed448', 'Ed448', 57, 114),
  ecdsa('ES256K', 'secp256k1', 256, 32),
  mlDsa('ML-DSA-44', 1312, 2420),
  mlDsa('ML-DSA-65', 1952, 3309),
  mlDsa('ML-DSA-87', 2592, 4627),
]

/** Every algorithm that can be configured, by its exact name. `none` and the `HS*` family are not in it, ever. */
export const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map(
  [...byDefault, ...onlyWhenListed].map((algorithm) => [algorithm.name, algorithm]),
)

/** The algorithms that are allowed where an issuer lists none: the same on every runtime. */
export const DEFAULT_ALGORITHMS: readonly string[] = byDefault.map((algorithm) => algorithm.name)
