/** What a profile knows of its issuer's tokens, beyond the options that it sets. */
export interface ProfileFacts {
  /** Claims that no token of the issuer has: to demand one is a mistake. */
  readonly absentClaims: readonly string[]
  /** The claim that says whether a user has a way to log in again. */
  readonly canReauthenticateClaim: string | undefined
}

/** Where a profile leaves them on its options: no option of the user's, and kept when the options are spread. */
export const PROFILE: unique symbol = Symbol.for('tokenstile.profile') as never

const NOTHING_KNOWN: ProfileFacts = Object.freeze({ absentClaims: [], canReauthenticateClaim: undefined })

/** What is known of an issuer from its options. */
export function readProfileFacts(options: unknown): ProfileFacts {
  return (options as { readonly [PROFILE]?: ProfileFacts })[PROFILE] ?? NOTHING_KNOWN
}
