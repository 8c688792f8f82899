import { exportJWK } from 'jose'
import { createPrivateKey, createPublicKey, generateKeyPair, randomUUID, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** A public key as Authgear publishes it: `created_at` (epoch seconds) is Authgear's own member. */
export type PublicJwk = {
  kty: 'RSA'
  n: string
  e: string
  kid: string
  use: 'sig'
  alg: 'RS256'
  created_at: number
}

/** A private key that never leaves the process, with the public half that is published. */
interface SigningKey {
  readonly privateKey: KeyObject
  readonly publicJwk: Readonly<PublicJwk>
}

/** The issuer's keys, newest first. The first one signs, all are published, as in Authgear. */
export interface SigningKeys {
  all(): Promise<readonly [SigningKey, ...SigningKey[]]>
  rotate(): Promise<void>
  dropOld(): Promise<void>
}

/** Makes no key until the first call asks for one; calls that come meanwhile share it. Keys are never stored. */
export function createSigningKeys(now: () => number): SigningKeys {
  let keys: Promise<readonly [SigningKey, ...SigningKey[]]> | undefined

  const all = () => (keys ??= generateSigningKey(now).then((key) => [key] as const))

  // Each change is chained to the one before it, so that changes made at the same time are all kept, in their order.
  return {
    all,
    async rotate() {
      await (keys = all().then(async (old) => [await generateSigningKey(now), ...old] as const))
    },
    async dropOld() {
      await (keys = all().then(([first]) => [first] as const))
    },
  }
}

async function generateSigningKey(now: () => number): Promise<SigningKey> {
  // As bytes: on Node 20 a key that is still tied to the job that made it can lock the process up for good, where
  // garbage collection meets an export of that key as a JWK.
  const generated = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const privateKey = createPrivateKey({ key: generated.privateKey, type: 'pkcs8', format: 'der' })
  const { n, e } = await exportJWK(createPublicKey({ key: generated.publicKey, type: 'spki', format: 'der' }))
  if (n === undefined || e === undefined) throw new Error('the generated key is not an RSA key')
  const created_at = Math.floor(now() / 1000)
  return {
    privateKey,
    publicJwk: { kty: 'RSA', n, e, kid: randomUUID(), use: 'sig', alg: 'RS256', created_at },
  }
}

/** Gives the JSON Web Key Set (RFC 7517, section 5) to publish, as a fresh copy. Never holds a private member. */
export async function publicJwks(keys: SigningKeys): Promise<{ keys: PublicJwk[] }> {
  return { keys: (await keys.all()).map(({ publicJwk }) => ({ ...publicJwk })) }
}
