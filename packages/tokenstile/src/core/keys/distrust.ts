import { ConfigError } from '../errors.ts'
import { optional, readOptions, readString, type ReadOptions } from '../option-readers.ts'
import { andThen, isPromise } from '../promise.ts'
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

/** A ring that knows which of its keys the operator distrusts. */
export interface JudgedRing extends KeyRing {
  /** Whether the operator has not distrusted a key; waits only where an engine computes thumbprints asynchronously. */
  isTrusted(key: VerificationKey): boolean | Promise<boolean>
}

/**
 * A ring without the distrusted keys: at once, and after every refresh. `read` gives what is distrusted now; undefined
 * until something is, so that an issuer costs nothing that outlives its ring.
 */
export function withoutDistrusted(ring: KeyRing, read: () => Distrusted | undefined): JudgedRing {
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

  function keepTrusted(choice: KeyChoice): KeyChoice | Promise<KeyChoice> {
    if (typeof choice === 'string' || read() === undefined) return choice
    const trusted = choice.map(isTrusted)
    const keep = (known: readonly unknown[]): KeyChoice => {
      const [first, ...more] = choice.filter((_, index) => known[index] === true)
      return first === undefined ? 'unusable_key' : [first, ...more]
    }
    return trusted.some(isPromise) ? Promise.all(trusted).then(keep) : keep(trusted)
  }

  return {
    ...ring,
    isTrusted,
    // Asked once the keys are there: a key may be distrusted while a token waits for it.
    find: (kid, algorithm) => andThen(ring.find(kid, algorithm), keepTrusted),
    vouchesFor: (key, algorithm, kid) => ring.vouchesFor(key, algorithm, kid) && isTrusted(key) === true,
  }
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
