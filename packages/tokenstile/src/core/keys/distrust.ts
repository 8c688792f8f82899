import { ConfigError } from '../errors.ts'
import { optional, readOptions, readString, type ReadOptions } from '../option-readers.ts'
import { isPromise } from '../promise.ts'
import type { KeyRing } from './key-ring.ts'
import type { KeyChoice } from './key-set.ts'
import type { VerificationKey } from './verification-key.ts'

/** Which key to distrust: by its id in the issuer's set, or by its RFC 7638 thumbprint. */
export type KeyName = { readonly kid: string } | { readonly thumbprint: string }

/** The keys of one issuer that the operator no longer trusts, whatever the issuer publishes. */
export interface Distrusted {
  readonly kids: Set<string>
  readonly thumbprints: Set<string>
}

/**
 * A ring without the distrusted keys: at once, and after every refresh. `read` gives what is distrusted now; undefined
 * until something is, so that an issuer costs nothing that outlives its ring.
 */
export function withoutDistrusted(ring: KeyRing, read: () => Distrusted | undefined): KeyRing {
  /** Whether a key may be used; waits only where an engine computes thumbprints asynchronously. */
  function isTrusted(key: VerificationKey): boolean | Promise<boolean> {
    const distrusted = read()
    if (distrusted === undefined) return true
    const { kids, thumbprints } = distrusted
    if (key.kid !== undefined && kids.has(key.kid)) return false
    if (thumbprints.size === 0) return true
    const thumbprint = key.thumbprint()
    return typeof thumbprint === 'string'
      ? !thumbprints.has(thumbprint)
      : thumbprint.then((known) => !thumbprints.has(known))
  }

  async function filter(choice: KeyChoice): Promise<KeyChoice> {
    if (typeof choice === 'string') return choice
    const trusted = await Promise.all(choice.map(isTrusted))
    return keep(choice, (_, index) => trusted[index] === true)
  }

  return {
    ...ring,
    find(kid, algorithm) {
      const choice = ring.find(kid, algorithm)
      if (read() === undefined) return choice
      if (isPromise(choice)) return Promise.resolve(choice).then(filter)
      if (typeof choice === 'string') return choice
      const trusted = choice.map(isTrusted)
      const isKnownNow = trusted.every((answer) => typeof answer === 'boolean')
      return isKnownNow ? keep(choice, (_, index) => trusted[index] === true) : filter(choice)
    },
    vouchesFor: (key, algorithm, kid) => ring.vouchesFor(key, algorithm, kid) && isTrusted(key) === true,
  }
}

function keep(
  keys: readonly VerificationKey[],
  isTrusted: (key: VerificationKey, index: number) => boolean,
): KeyChoice {
  const [first, ...more] = keys.filter(isTrusted)
  return first === undefined ? 'unusable_key' : [first, ...more]
}

/** Reads which key to distrust; one that names no key is a `ConfigError`. */
export function readKeyName(key: unknown): ReadOptions<{ kid?: string; thumbprint?: string }> {
  const name = readOptions<{ kid?: string; thumbprint?: string }>('key', key, {
    kid: optional(readString),
    thumbprint: optional(readThumbprint),
  })
  if (name.kid !== undefined || name.thumbprint !== undefined) return name
  throw new ConfigError('key', 'expected a kid or a thumbprint')
}

function readThumbprint(path: string, value: unknown): string {
  if (typeof value === 'string' && /^[\w-]{43}$/.test(value)) return value
  throw new ConfigError(path, 'expected a SHA-256 thumbprint of RFC 7638 in base64url: 43 characters')
}
