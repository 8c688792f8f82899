import type { KeyName } from 'tokenstile'

/** A key that the operator no longer trusts. */
export interface DistrustedKey {
  readonly issuer: string
  readonly key: KeyName
}

/** What verifies with keys that may be distrusted. */
interface DistrustsKeys {
  health(): { readonly issuers: readonly { readonly issuer: string }[] }
  distrustKey(issuer: string, key: KeyName): void
}

/** Remembers which keys are not trusted, for verifiers that come later. It only ever grows: until the process ends. */
export interface DistrustList {
  add(issuer: string, key: KeyName): void
  all(): readonly DistrustedKey[]
  /** Tells a verifier of the keys of its issuers. */
  applyTo(verifier: DistrustsKeys): void
}

export function createDistrustList(): DistrustList {
  const known = new Map<string, DistrustedKey>()
  return {
    add: (issuer, key) => void known.set(JSON.stringify([issuer, key]), { issuer, key }),
    all: () => [...known.values()],
    applyTo: (verifier) => {
      const issuers = new Set(verifier.health().issuers.map(({ issuer }) => issuer))
      // An issuer that is configured again later finds its keys on the list.
      for (const { issuer, key } of known.values()) if (issuers.has(issuer)) verifier.distrustKey(issuer, key)
    },
  }
}
