import type { Auth } from 'tokenstile'

/** A header that says something of the caller. */
export interface IdentityHeader {
  readonly name: string
  /** Its value, empty where there is nothing to say; undefined where it cannot be said in a header. */
  write(auth: Auth<unknown> | undefined): string | undefined
}
