import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError } from './problem.ts'
import type { ReadConfig } from './read-config.ts'

/**
 * Puts the keys that are in files of their own into the configuration, so that all workers get the same ones and a change
 * of them is seen. Throws a `ConfigurationError` for a file that cannot be read.
 */
export function inlineFiles(read: ReadConfig): ReadConfig {
  const issuers = read.config.issuers.map((issuer, index) => {
    if (issuer.keys === undefined || !('jwksFile' in issuer.keys)) return issuer
    const fail = (message: string): never => {
      throw new ConfigurationError([read.locate({ path: ['issuers', index, 'keys', 'jwksFile'], message })])
    }
    return { ...issuer, keys: { jwks: readJwks(resolve(read.folder, issuer.keys.jwksFile), fail) } }
  })
  return { ...read, config: { ...read.config, issuers } }
}

/** The files beside the configuration that it is made of. */
export function filesOf({ config, folder }: ReadConfig): readonly string[] {
  return config.issuers.flatMap(({ keys }) =>
    keys !== undefined && 'jwksFile' in keys ? resolve(folder, keys.jwksFile) : [],
  )
}

type Jwks = { keys: { kty: string }[] }

function readJwks(path: string, fail: (message: string) => never): Jwks {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return fail('cannot be opened; hint: is the path right?')
  }
  try {
    // What is no set of keys, the library says.
    return JSON.parse(text) as Jwks
  } catch {
    return fail('is no JSON; hint: a JWKS is { "keys": [...] }')
  }
}
