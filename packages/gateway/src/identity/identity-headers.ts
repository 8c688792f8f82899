import type { Auth } from 'tokenstile'
import type { HeadersConfig } from '../config/schema.ts'
import { readClaim } from './claim-path.ts'
import { writeValue } from './formats.ts'
import { HEADER_SETS } from './header-sets.ts'
import type { IdentityHeader } from './identity-header.ts'

/** A caller cannot be told in headers: a fault of the configuration or of the token, never a pass. */
export class UntellableIdentityError extends Error {
  override readonly name = 'UntellableIdentityError'
  readonly header: string | undefined

  constructor(header: string | undefined) {
    super(
      header === undefined
        ? "the caller's headers are larger than headers.maxBytes; hint: map fewer claims, or raise it with the proxy's buffers"
        : `a claim cannot be written into ${header} as configured; hint: choose the format json, percent or base64url`,
    )
    this.header = header
  }
}

/** The headers that carry an identity: always all of them, so that none of a client's can stay in their place. */
export interface IdentityHeaders {
  readonly names: readonly string[]
  /** Names and values in turn. Throws an {@link UntellableIdentityError}. */
  tell(auth: Auth<unknown> | undefined): readonly string[]
}

/** Makes them; `removed` are headers that the gateway takes off, such as an ID token's: they go out empty. */
export function createIdentityHeaders(
  config: HeadersConfig = {},
  removed: readonly string[] = [],
): IdentityHeaders {
  const { set = 'default', map = [], maxBytes = 3072 } = config
  const headers: readonly IdentityHeader[] = [
    ...HEADER_SETS[set],
    ...map.map(({ header, claim, format = 'plain' }) => ({
      name: header,
      write: (auth: Auth<unknown> | undefined) => {
        const value = auth === undefined ? undefined : readClaim(auth.claims, claim)
        return value === undefined ? '' : writeValue(value, format)
      },
    })),
    ...removed.map((name) => ({ name, write: () => '' })),
  ]
  // One `Auth` serves all requests with its token.
  const known = new WeakMap<Auth<unknown>, readonly string[]>()
  const nobody = writeAll(headers, undefined, maxBytes)
  return {
    names: headers.map(({ name }) => name),
    tell: (auth) => {
      if (auth === undefined) return nobody
      let told = known.get(auth)
      if (told === undefined) {
        told = writeAll(headers, auth, maxBytes)
        known.set(auth, told)
      }
      return told
    },
  }
}

function writeAll(
  headers: readonly IdentityHeader[],
  auth: Auth<unknown> | undefined,
  maxBytes: number,
): readonly string[] {
  const written: string[] = []
  let bytes = 0
  for (const { name, write } of headers) {
    const value = write(auth)
    if (value === undefined) throw new UntellableIdentityError(name)
    written.push(name, value)
    bytes += name.length + value.length + 4
  }
  if (bytes > maxBytes) throw new UntellableIdentityError(undefined)
  return written
}
