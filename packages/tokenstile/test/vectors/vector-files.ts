import { readFileSync } from 'node:fs'

/** Reads one file of the public test vectors, which lie beside the project's root. Throws where it is missing. */
export function readVectors<Content>(path: string): Content {
  const url = new URL(`../../../../../shared/vectors/${path}`, import.meta.url)
  let text
  try {
    text = readFileSync(url, 'utf8')
  } catch {
    throw new Error(
      `the test vectors are missing: expected ../shared/vectors/${path}, seen from the project's root`,
    )
  }
  return JSON.parse(text) as Content
}

/** A JWK as a vector file has it. */
export type VectorKey = Readonly<Record<string, unknown>> & { readonly kty?: unknown }

/** One group of cases of a Wycheproof file. */
export interface WycheproofGroup {
  readonly comment: string
  readonly public?: VectorKey
  readonly private?: VectorKey
  readonly tests: readonly WycheproofCase[]
}

export interface WycheproofCase {
  readonly tcId: number
  readonly comment: string
  readonly result: 'valid' | 'invalid'
  /** Compact, or the object of a JSON serialization. */
  readonly jws?: string | object
  readonly jwe?: string | object
}

/** A Wycheproof file's groups, by its name without `_test.json`. */
export function readWycheproof(name: string): readonly WycheproofGroup[] {
  const file = readVectors<{ numberOfTests: number; testGroups: readonly WycheproofGroup[] }>(
    `wycheproof/${name}_test.json`,
  )
  return file.testGroups
}

/** The keys of a group: of its public key or key set, else of the private one that stands in for it. */
export function keysOf(group: WycheproofGroup): readonly VectorKey[] {
  const given = group.public ?? group.private ?? {}
  return Array.isArray(given['keys']) ? (given['keys'] as VectorKey[]) : [given]
}

/** A vector's text, as a client would send it. */
export function textOf(value: string | object | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
