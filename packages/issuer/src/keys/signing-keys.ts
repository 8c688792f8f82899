import { createPrivateKey, createPublicKey, generateKeyPair, randomUUID, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { readKeysFile, writeKeysFile } from './keys-file.ts'

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

/** A private key that never leaves the process, but for a keys file, with the public half that is published. */
export interface SigningKey {
  readonly privateKey: KeyObject
  readonly publicJwk: Readonly<PublicJwk>
  readonly isPublished: boolean
}

/** Newest first. */
export type KeyList = readonly [SigningKey, ...SigningKey[]]

export interface RotateOptions {
  /**
   * `later`: the new key signs at once, but the key set lacks it until `publishKeys`. Default `now`. A file of keys does
   * not remember it: whoever reads that publishes all.
   */
  publish?: 'now' | 'later'
  /** Replaces the first key by new material under the same `kid`, instead of adding a key. Default false. */
  keepKid?: boolean
}

/** The issuer's keys, newest first. The first one signs, as in Authgear. */
export interface SigningKeys {
  all(): Promise<KeyList>
  rotate(options?: RotateOptions): Promise<void>
  /** Publishes what was held back. */
  publish(): Promise<void>
  dropOld(): Promise<void>
  /** A key that is never published, for tokens of somebody else. Made when it is first needed. */
  foreign(): Promise<SigningKey>
  /** Goes back to keys that `all` gave. */
  putBack(keys: KeyList): Promise<void>
  /** Goes back to the first key. */
  reset(): Promise<void>
}

/** Makes no key until the first call asks for one; calls that come meanwhile share it. */
export function createSigningKeys(now: () => number, file?: string): SigningKeys {
  let keys: Promise<KeyList> | undefined
  let first: Promise<KeyList> | undefined
  let foreign: Promise<SigningKey> | undefined

  const makeFirst = async (): Promise<KeyList> =>
    (file === undefined ? undefined : await readKeysFile(file)) ?? keep([await generateSigningKey(now)])
  const keep = async (list: KeyList): Promise<KeyList> => {
    if (file !== undefined) await writeKeysFile(file, list)
    return list
  }
  const load = (): Promise<KeyList> => {
    first ??= makeFirst()
    // What went wrong with the file may be mended by the next time.
    first.catch(() => (first = keys = undefined))
    return first
  }
  const all = (): Promise<KeyList> => (keys ??= load())
  // Each change is chained to the one before it, so that changes made at the same time are all kept, in their order.
  const change = async (toNext: (old: KeyList) => KeyList | Promise<KeyList>): Promise<void> => {
    const before = all()
    const after = before.then(async (old) => keep(await toNext(old)))
    keys = after.catch(() => before)
    // The caller hears of it below; this one may have nobody who listens.
    keys.catch(() => undefined)
    await after
  }

  return {
    all,
    rotate: ({ publish = 'now', keepKid = false } = {}) =>
      change(async (old) => {
        const kid = keepKid ? old[0].publicJwk.kid : undefined
        const key = await generateSigningKey(now, kid, publish === 'now')
        return keepKid ? [key, ...old.slice(1)] : [key, ...old]
      }),
    publish: () => change(([newest, ...older]) => [published(newest), ...older.map((key) => published(key))]),
    dropOld: () => change(([newest]) => [newest]),
    putBack: (list) => change(() => list),
    foreign: () => (foreign ??= generateSigningKey(now)),
    async reset() {
      if (keys !== undefined && first !== undefined) {
        const start = first
        await change(() => start)
      }
    },
  }
}

function published(key: SigningKey): SigningKey {
  return { ...key, isPublished: true }
}

async function generateSigningKey(
  now: () => number,
  kid: string = randomUUID(),
  isPublished = true,
): Promise<SigningKey> {
  // As bytes: on Node 20 a key that is still tied to the job that made it can lock the process up for good, where
  // garbage collection meets an export of that key as a JWK.
  const generated = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  const privateKey = createPrivateKey({ key: generated.privateKey, type: 'pkcs8', format: 'der' })
  const publicKey = createPublicKey({ key: generated.publicKey, type: 'spki', format: 'der' })
  const { n, e } = publicKey.export({ format: 'jwk' })
  if (n === undefined || e === undefined) throw new Error('the generated key is not an RSA key')
  const created_at = Math.floor(now() / 1000)
  const publicJwk: PublicJwk = { kty: 'RSA', n, e, kid, use: 'sig', alg: 'RS256', created_at }
  return { privateKey, publicJwk, isPublished }
}

/** Gives the JSON Web Key Set (RFC 7517, section 5) to publish, as a fresh copy. Never holds a private member. */
export async function publicJwks(keys: SigningKeys): Promise<{ keys: PublicJwk[] }> {
  const published = (await keys.all()).filter(({ isPublished }) => isPublished)
  return { keys: published.map(({ publicJwk }) => ({ ...publicJwk })) }
}
