/** One row of {@link ERRORS}: what a refusal means to the client (status, challenge) and to the operator (message, hint). */
export interface ErrorRow {
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 503
  /** The `error` of the `WWW-Authenticate` challenge (RFC 6750 §3.1, RFC 9470 §3); null where there is none. */
  readonly challenge: string | null
  /** What the client reads: never more than it needs. */
  readonly description: string
  /** What the operator reads in a log. */
  readonly message: string
  /** What the operator can do. */
  readonly hint: string
}

/** Every reason to refuse a request. */
export type AuthErrorCode =
  | 'missing_token'
  | 'multiple_tokens'
  | 'malformed_request'
  | 'malformed_token'
  | 'token_too_large'
  | 'opaque_token'
  | 'encrypted_token'
  | 'algorithm_not_allowed'
  | 'wrong_type'
  | 'unsupported_crit'
  | 'untrusted_issuer'
  | 'wrong_audience'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_too_old'
  | 'missing_claim'
  | 'invalid_claim'
  | 'client_not_allowed'
  | 'unknown_key'
  | 'unusable_key'
  | 'bad_signature'
  | 'token_revoked'
  | 'dpop_required'
  | 'certificate_mismatch'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'reauthentication_required'
  | 'insufficient_scope'
  | 'insufficient_role'
  | 'user_required'
  | 'registered_user_required'
  | 'user_not_verified'
  | 'reauthentication_impossible'
  | 'forbidden'
  | 'csrf_rejected'
  | 'keys_unavailable'
  | 'revocation_unavailable'

const INVALID = 'the access token is invalid'
const EXPIRED = 'the access token expired'

function invalidToken(message: string, hint: string, description: string = INVALID): ErrorRow {
  return { status: 401, challenge: 'invalid_token', description, message, hint }
}

function invalidRequest(message: string, hint: string): ErrorRow {
  return { status: 400, challenge: 'invalid_request', description: message, message, hint }
}

function forbidden(message: string, hint: string, challenge: string | null = null): ErrorRow {
  return { status: 403, challenge, description: message, message, hint }
}

function unavailable(message: string, hint: string): ErrorRow {
  return { status: 503, challenge: null, description: 'try again later', message, hint }
}

/** The one table of refusals: HTTP answers, documents, command line and console read it. */
export const ERRORS: Readonly<Record<AuthErrorCode, ErrorRow>> = Object.freeze<Record<AuthErrorCode, ErrorRow>>({
  missing_token: {
    status: 401,
    challenge: null,
    description: 'an access token is required',
    message: 'the request has no access token',
    hint: 'send the header Authorization: Bearer <token>',
  },
  multiple_tokens: invalidRequest(
    'the request has more than one access token',
    'send exactly one Authorization header with one token',
  ),
  malformed_request: invalidRequest(
    'the Authorization header is malformed',
    'send the word Bearer, one space and the token, and nothing else',
  ),
  malformed_token: invalidToken(
    'the token is not a well-formed signed JWT',
    'look at the token with a decoder: three base64url parts, header and claims each a JSON object without duplicates',
  ),
  token_too_large: invalidToken('the token is too large', 'raise maxTokenBytes, or have the issuer put less into the token'),
  opaque_token: invalidToken(
    'the token is opaque, not a JWT',
    'have the issuer issue JWT access tokens; in Authgear turn on "Issue JWT as access token" for the application',
  ),
  encrypted_token: invalidToken('the token is encrypted (JWE)', 'have the issuer sign access tokens without encrypting them'),
  algorithm_not_allowed: invalidToken(
    'the alg of the token is not allowed',
    'list the algorithm in algorithms if the issuer really signs with it; none and HS* are never allowed',
  ),
  wrong_type: invalidToken(
    'the token is not an access token of the expected type',
    'send the access token, not the ID token; if the issuer marks its access tokens differently, set types and kind',
  ),
  unsupported_crit: invalidToken(
    'the header demands an extension that is not understood (crit, b64)',
    'have the issuer sign tokens without critical header extensions',
  ),
  untrusted_issuer: invalidToken(
    'the iss of the token is not a configured issuer',
    'compare iss with the configured issuer character by character, the trailing slash too',
  ),
  wrong_audience: invalidToken(
    'the aud of the token does not name this API',
    'compare aud with the configured audience; a token for another API is refused on purpose',
  ),
  token_expired: invalidToken('the token expired', 'refresh the access token; if it is new, compare the clocks', EXPIRED),
  token_not_yet_valid: invalidToken('the token is not valid yet', "compare this machine's clock with the issuer's"),
  token_too_old: invalidToken('the token was issued too long ago', 'refresh the access token', EXPIRED),
  missing_claim: invalidToken('a required claim is missing', 'see details.claim; requiredClaims lists what is required'),
  invalid_claim: invalidToken('a claim has a wrong type or value', 'see details.claim and details.expected'),
  client_not_allowed: invalidToken('the client of the token is not allowed', 'add the client to clientIds if it may call this API'),
  unknown_key: invalidToken(
    'no key of the issuer has the kid of the token',
    'the token is forged, from another environment of the issuer, or signed by a key that was withdrawn',
  ),
  unusable_key: invalidToken(
    'the key that the token names cannot be used with its alg',
    'look at the alg, use, key_ops and size of the key in the JWKS of the issuer',
  ),
  bad_signature: invalidToken('the signature does not match', 'the token was changed or signed by another key'),
  token_revoked: invalidToken('the token was revoked', 'the user has to log in again'),
  dpop_required: invalidToken(
    'the token is bound to a DPoP key and cannot be used as a Bearer token',
    'send it with the DPoP scheme and a proof',
  ),
  certificate_mismatch: invalidToken(
    'the token is bound to a client certificate that was not shown',
    'send it over a connection with that certificate',
  ),
  invalid_dpop_proof: {
    status: 401,
    challenge: 'invalid_dpop_proof',
    description: 'the DPoP proof is invalid',
    message: 'the DPoP proof is invalid',
    hint: 'make a new proof for each request',
  },
  use_dpop_nonce: {
    status: 401,
    challenge: 'use_dpop_nonce',
    description: 'a DPoP proof with a nonce is required',
    message: 'the DPoP proof lacks the nonce of this server',
    hint: 'repeat the request with the nonce of the DPoP-Nonce header',
  },
  reauthentication_required: {
    status: 401,
    challenge: 'insufficient_user_authentication',
    description: 'a more recent or stronger login is required',
    message: 'the login is too old or too weak for this route',
    hint: 'have the client ask the user to log in again, with the max_age or acr_values of the challenge',
  },
  insufficient_scope: forbidden('the access token lacks a scope', 'have the client request the scope', 'insufficient_scope'),
  insufficient_role: forbidden('the user lacks a role', 'give the user the role at the issuer; a new token carries it'),
  user_required: forbidden('only a user may do this, not a machine', 'call with the token of a user'),
  registered_user_required: forbidden('only a registered user may do this', 'have the guest sign up first'),
  user_not_verified: forbidden('only a verified user may do this', 'have the user verify the account first'),
  reauthentication_impossible: forbidden(
    'the user has no way to log in again',
    'let the user add a login method, or allow the action without it',
  ),
  forbidden: forbidden('this is not allowed', "the route's own check said no"),
  csrf_rejected: forbidden('the request did not come from an allowed origin', 'add the origin to allowedOrigins if it is yours'),
  keys_unavailable: unavailable(
    'the keys of the issuer cannot be fetched',
    'check that this machine reaches the issuer; see details.reason',
  ),
  revocation_unavailable: unavailable('revocation cannot be checked', 'see why isRevoked or epoch failed'),
})
