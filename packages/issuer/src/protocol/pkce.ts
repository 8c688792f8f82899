import { createHash } from 'node:crypto'
import { OAuthError } from './oauth-error.ts'

/** Throws an OAuthError unless the verifier is the one whose hash came with the authorization request (RFC 7636). */
export function requireProof(verifier: string | undefined, challenge: string | undefined): void {
  if (challenge === undefined) {
    if (verifier === undefined) return
    throw new OAuthError('invalid_grant', 'code_verifier came, but the request for the code had no challenge')
  }
  if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) {
    throw new OAuthError('invalid_grant', 'code_verifier is missing or has a wrong form')
  }
  if (createHash('sha256').update(verifier).digest('base64url') !== challenge) {
    throw new OAuthError('invalid_grant', 'code_verifier does not fit the code_challenge')
  }
}
