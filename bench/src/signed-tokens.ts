import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type ED25519KeyPairOptions,
  type KeyObject,
} from 'node:crypto'
import { createIssuer } from '@tokenstile/issuer'

export type AlgorithmName = 'RS256' | 'ES256' | 'EdDSA'

/** Keys and tokens of one algorithm, with the claims of a real user's access token. */
export interface Signed {
  readonly algorithm: AlgorithmName
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly jwk: Readonly<Record<string, unknown>> & { readonly kty: string }
  readonly tokens: readonly Buffer[]
  /** Signs a token that differs from the valid one; a member that is undefined is left out. */
  sign(changes?: TokenChanges): string
}

export interface TokenChanges {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  /** Changes the JSON text of the claims. */
  readonly rewriteClaims?: (json: string) => string
}

const ISSUER = 'https://project.authgear.cloud'
const KID = 'bench'

/** Makes a key and that many distinct tokens, each of another user. */
export async function signTokens(
  algorithm: AlgorithmName,
  count: number,
  { issuer, kid }: { readonly issuer: string; readonly kid: string } = { issuer: ISSUER, kid: KID },
): Promise<Signed> {
  const { privateKey, publicKey } = createKeys(algorithm)
  const valid = await readValidClaims(issuer)
  const signOne = ({ header, claims, rewriteClaims = (json) => json }: TokenChanges = {}): string => {
    const first = encode(JSON.stringify({ alg: algorithm, kid, typ: 'at+jwt', ...header }))
    const second = encode(rewriteClaims(JSON.stringify({ ...valid, ...claims })))
    const text = `${first}.${second}`
    return `${text}.${signText(algorithm, text, privateKey)}`
  }
  const tokens = Array.from({ length: count }, () =>
    Buffer.from(signOne({ claims: { sub: crypto.randomUUID(), jti: crypto.randomUUID() } })),
  )
  const jwk = {
    ...publicKey.export({ format: 'jwk' }),
    kid,
    alg: algorithm,
    use: 'sig',
  } as Signed['jwk']
  return { algorithm, issuer, publicKey, jwk, tokens, sign: signOne }
}

/** Gives tokens as a server gets them: each time a new string, cut from a header's value. */
export function createPresenter(tokens: readonly Buffer[]): (count: number) => string[] {
  const values = tokens.map((token) => Buffer.concat([Buffer.from('Bearer '), token]))
  let next = 0
  return (count) =>
    Array.from({ length: count }, () => {
      next = (next + 1) % values.length
      return (values[next] as Buffer).toString('latin1').slice(7)
    })
}

async function readValidClaims(endpoint: string): Promise<Record<string, unknown>> {
  const issuer = createIssuer({ endpoint })
  const token = await issuer.token({ user: { id: 'user', roles: ['store:manager'] }, lifetimeSeconds: 7200 })
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as Record<
    string,
    unknown
  >
}

/** The keys leave the generator as text: on Node 20, exporting a key that it still holds can lock the process up. */
function createKeys(algorithm: AlgorithmName): { privateKey: KeyObject; publicKey: KeyObject } {
  const { privateKey, publicKey } = generatePem(algorithm)
  return { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(publicKey) }
}

function generatePem(algorithm: AlgorithmName): { privateKey: string; publicKey: string } {
  const encodings: ED25519KeyPairOptions<'pem', 'pem'> = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048, ...encodings })
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256', ...encodings })
  return generateKeyPairSync('ed25519', encodings)
}

function signText(algorithm: AlgorithmName, text: string, key: KeyObject): string {
  const hash = algorithm === 'EdDSA' ? null : 'sha256'
  return sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}
