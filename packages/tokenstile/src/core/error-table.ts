import type { AuthErrorCode } from './error-code.ts'
import { ERROR_TEXTS, type ErrorText } from './error-texts.ts'

/** One row of {@link ERRORS}: what a refusal means to the client (status, challenge) and to the operator (message, hint). */
export interface ErrorRow extends ErrorText {
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 503
  /** The `error` of the `WWW-Authenticate` challenge (RFC 6750 §3.1, RFC 9470 §3); null where there is none. */
  readonly challenge: string | null
  /** What the client reads: never more than it needs. */
  readonly description: string
}

type Wire = Pick<ErrorRow, 'status' | 'challenge' | 'description'>

const INVALID_TOKEN: Wire = {
  status: 401,
  challenge: 'invalid_token',
  description: 'the access token is invalid',
}
/** Clients refresh their token when they read this. */
const EXPIRED_TOKEN: Wire = { ...INVALID_TOKEN, description: 'the access token expired' }
const UNAVAILABLE: Wire = { status: 503, challenge: null, description: 'try again later' }

/** What goes over the wire. A code without its line does not compile. */
const WIRE: Readonly<Record<AuthErrorCode, Wire>> = {
  malformed_token: INVALID_TOKEN,
  token_too_large: INVALID_TOKEN,
  opaque_token: INVALID_TOKEN,
  encrypted_token: INVALID_TOKEN,
  algorithm_not_allowed: INVALID_TOKEN,
  wrong_type: INVALID_TOKEN,
  unsupported_crit: INVALID_TOKEN,
  untrusted_issuer: INVALID_TOKEN,
  wrong_audience: INVALID_TOKEN,
  token_not_yet_valid: INVALID_TOKEN,
  missing_claim: INVALID_TOKEN,
  invalid_claim: INVALID_TOKEN,
  client_not_allowed: INVALID_TOKEN,
  unknown_key: INVALID_TOKEN,
  unusable_key: INVALID_TOKEN,
  bad_signature: INVALID_TOKEN,
  token_revoked: INVALID_TOKEN,
  dpop_required: INVALID_TOKEN,
  certificate_mismatch: INVALID_TOKEN,
  missing_token: { status: 401, challenge: null, description: 'an access token is required' },
  multiple_tokens: malformed('multiple_tokens'),
  malformed_request: malformed('malformed_request'),
  token_expired: EXPIRED_TOKEN,
  token_too_old: EXPIRED_TOKEN,
  invalid_dpop_proof: {
    status: 401,
    challenge: 'invalid_dpop_proof',
    description: 'the DPoP proof is invalid',
  },
  use_dpop_nonce: {
    status: 401,
    challenge: 'use_dpop_nonce',
    description: 'a DPoP proof with a nonce is required',
  },
  reauthentication_required: {
    status: 401,
    challenge: 'insufficient_user_authentication',
    description: 'a more recent or stronger login is required',
  },
  insufficient_scope: forbidden('insufficient_scope', 'insufficient_scope'),
  insufficient_role: forbidden('insufficient_role'),
  user_required: forbidden('user_required'),
  registered_user_required: forbidden('registered_user_required'),
  user_not_verified: forbidden('user_not_verified'),
  reauthentication_impossible: forbidden('reauthentication_impossible'),
  forbidden: forbidden('forbidden'),
  csrf_rejected: forbidden('csrf_rejected'),
  keys_unavailable: UNAVAILABLE,
  revocation_unavailable: UNAVAILABLE,
}

/** The one table of refusals: HTTP answers, adapters, documents and `explain` read it. */
export const ERRORS: Readonly<Record<AuthErrorCode, ErrorRow>> = Object.freeze(
  Object.fromEntries(
    Object.entries(ERROR_TEXTS).map(([code, text]) => {
      const row: ErrorRow = { ...text, ...WIRE[code as AuthErrorCode] }
      return [code, Object.freeze(row)]
    }),
  ) as Record<AuthErrorCode, ErrorRow>,
)

function malformed(code: AuthErrorCode): Wire {
  return { status: 400, challenge: 'invalid_request', description: ERROR_TEXTS[code].message }
}

function forbidden(code: AuthErrorCode, challenge: string | null = null): Wire {
  return { status: 403, challenge, description: ERROR_TEXTS[code].message }
}
