import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { checkOptions, list, oneOf, text, wholeNumber } from '../options/option-rules.ts'
import type { PublicJwk, SigningKey } from './signing-keys.ts'

type StoredKey = PublicJwk & Required<Pick<JsonWebKey, 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi'>>

/** Reads kept keys; gives nothing where there is no file yet. Throws an Error that names the file when it is no good. */
export async function readKeysFile(path: string): Promise<[SigningKey, ...SigningKey[]] | undefined> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be opened (${error.code ?? 'unknown reason'}); is the path right?`)
  })
  if (content === undefined) return undefined
  try {
    const set: unknown = JSON.parse(content)
    checkOptions<{ keys: unknown[] }>(path, set, { keys: list })
    const [first, ...others] = (set.keys ?? []).map((key) => toSigningKey(path, key))
    if (first === undefined) throw new TypeError(`${path} holds no key`)
    return [first, ...others]
  } catch (cause) {
    throw new Error(`${path} is no file of keys; delete it to start with a new key`, { cause })
  }
}

/** Only the owner may read it. Written beside and moved, so that a process that dies leaves the old file whole. */
export async function writeKeysFile(path: string, keys: readonly SigningKey[]): Promise<void> {
  const stored = keys.map(({ privateKey, publicJwk }) => ({
    ...publicJwk,
    ...privateKey.export({ format: 'jwk' }),
  }))
  const beside = `${path}.${process.pid}.new`
  try {
    await writeFile(beside, `${JSON.stringify({ keys: stored }, null, 2)}\n`, { mode: 0o600 })
    await rename(beside, path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Error(`${path} cannot be written (${code ?? 'unknown reason'}); is the folder there?`, {
      cause,
    })
  }
}

function toSigningKey(path: string, stored: unknown): SigningKey {
  checkOptions<StoredKey>(path, stored, {
    kty: oneOf(['RSA']),
    use: oneOf(['sig']),
    alg: oneOf(['RS256']),
    created_at: wholeNumber(0),
    kid: text,
    n: text,
    e: text,
    d: text,
    p: text,
    q: text,
    dp: text,
    dq: text,
    qi: text,
  })
  const { n, e, kid, created_at } = stored
  return {
    privateKey: createPrivateKey({ key: { ...stored }, format: 'jwk' }),
    publicJwk: { kty: 'RSA', n, e, kid, use: 'sig', alg: 'RS256', created_at },
    isPublished: true,
  }
}
