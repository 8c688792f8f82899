import type { AuthErrorCode } from './error-code.ts'

/** What an operator reads of a refusal: what happened, and what to do. */
export interface ErrorText {
  readonly message: string
  readonly hint: string
}

/** The words for every refusal, for logs, documents and `explain`. The client reads others. */
export const ERROR_TEXTS: Readonly<Record<AuthErrorCode, ErrorText>> = {
  missing_token: text('the request has no access token', 'send the header Authorization: Bearer <token>'),
  multiple_tokens: text(
    'the request has more than one access token',
    'send exactly one Authorization header with one token',
  ),
  malformed_request: text(
    'the Authorization header is malformed',
    'send the word Bearer, one space and the token, and nothing else',
  ),
  malformed_token: text(
    'the token is not a well-formed signed JWT',
    'look at the token with a decoder: three base64url parts, header and claims each a JSON object without duplicates',
  ),
  token_too_large: text(
    'the token is too large',
    'raise maxTokenBytes, or have the issuer put less into the token',
  ),
  opaque_token: text(
    'the token is opaque, not a JWT',
    'have the issuer issue JWT access tokens; in Authgear turn on "Issue JWT as access token" for the application',
  ),
  encrypted_token: text(
    'the token is encrypted (JWE)',
    'have the issuer sign access tokens without encrypting them',
  ),
  algorithm_not_allowed: text(
    'the alg of the token is not allowed',
    'list the algorithm in algorithms if the issuer really signs with it; none and HS* are never allowed',
  ),
  wrong_type: text(
    'the token is not an access token of the expected type',
    'send the access token, not the ID token; if the issuer marks its access tokens differently, set types and kind',
  ),
  unsupported_crit: text(
    'the header demands an extension that is not understood (crit, b64)',
    'have the issuer sign tokens without critical header extensions',
  ),
  untrusted_issuer: text(
    'the iss of the token is not a configured issuer',
    'compare iss with the configured issuer character by character, the trailing slash too',
  ),
  wrong_audience: text(
    'the aud of the token does not name this API',
    'compare aud with the configured audience; a token for another API is refused on purpose',
  ),
  token_expired: text('the token expired', 'refresh the access token; if it is new, compare the clocks'),
  token_not_yet_valid: text('the token is not valid yet', "compare this machine's clock with the issuer's"),
  token_too_old: text('the token was issued too long ago', 'refresh the access token'),
  missing_claim: text(
    'a required claim is missing',
    'have the issuer put the claim into its tokens; requiredClaims lists what is required',
  ),
  invalid_claim: text('a claim has a wrong type or value', 'compare the claim with what is expected of it'),
  client_not_allowed: text(
    'the client of the token is not allowed',
    'add the client to clientIds if it may call this API',
  ),
  unknown_key: text(
    'no key of the issuer has the kid of the token',
    'the token is forged, from another environment of the issuer, or signed by a key that was withdrawn',
  ),
  unusable_key: text(
    'the key that the token names cannot be used with its alg',
    'look at the alg, use, key_ops and size of the key in the JWKS of the issuer',
  ),
  bad_signature: text('the signature does not match', 'the token was changed or signed by another key'),
  token_revoked: text('the token was revoked', 'the user has to log in again'),
  dpop_required: text(
    'the token is bound to a DPoP key and cannot be used as a Bearer token',
    'have the issuer give out plain Bearer tokens for this API: proofs are not checked yet',
  ),
  certificate_mismatch: text(
    'the token is bound to a client certificate that was not shown',
    'have the issuer give out plain Bearer tokens for this API: certificates are not checked yet',
  ),
  invalid_dpop_proof: text('the DPoP proof is invalid', 'make a new proof for each request'),
  use_dpop_nonce: text(
    'the DPoP proof lacks the nonce of this server',
    'repeat the request with the nonce of the DPoP-Nonce header',
  ),
  reauthentication_required: text(
    'the login is too old or too weak for this route',
    'have the client ask the user to log in again, with the max_age or acr_values of the challenge',
  ),
  insufficient_scope: text('the access token lacks a scope', 'have the client request the scope'),
  insufficient_role: text(
    'the user lacks a role',
    'give the user the role at the issuer; a new token carries it',
  ),
  user_required: text('only a user may do this, not a machine', 'call with the token of a user'),
  registered_user_required: text('only a registered user may do this', 'have the guest sign up first'),
  user_not_verified: text('only a verified user may do this', 'have the user verify the account first'),
  reauthentication_impossible: text(
    'the user has no way to log in again',
    'let the user add a login method, or allow the action without it',
  ),
  forbidden: text('this is not allowed', "the route's own check said no"),
  csrf_rejected: text(
    'the request did not come from an allowed origin',
    'add the origin to allowedOrigins if it is yours',
  ),
  keys_unavailable: text(
    'the keys of the issuer cannot be fetched',
    'check that this machine reaches the issuer; see details.reason',
  ),
  revocation_unavailable: text('revocation cannot be checked', 'see why isRevoked or epoch failed'),
}

function text(message: string, hint: string): ErrorText {
  return { message, hint }
}
