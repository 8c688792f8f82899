import { refused, type RefusedToken } from './refused-token.ts'
import { NOW } from './tokens.ts'

const claims = (changes: object) => ({ claims: changes as Record<string, unknown> })
const raw = (claim: string, text: string) => ({
  rawClaims: JSON.stringify({
    iss: 'https://issuer.example',
    aud: 'https://api.example',
    sub: 'u',
    client_id: 'c',
    jti: 'j',
    iat: NOW,
    exp: NOW + 60,
    [claim]: '?',
  }).replace('"?"', text),
})

/** JSON texts that are not a moment in seconds. A number that JSON cannot hold breaks the whole token. */
const NO_TIMES = ['"1800000060"', 'null', 'true', '{}', '[]', '[1800000060]', '""', '"NaN"', '"Infinity"']

export const WRONG_TIMES: readonly RefusedToken[] = [
  ...['exp', 'nbf', 'iat', 'auth_time'].flatMap((claim) =>
    NO_TIMES.map((text) => refused(`${claim} of ${text}`, 'invalid_claim', claim, raw(claim, text))),
  ),
  ...['1e999', '-1e999'].map((text) =>
    refused(`exp of ${text}`, 'malformed_token', undefined, raw('exp', text)),
  ),
]

/** With the default tolerance of 60 seconds, each one second or less past its bound. */
export const PAST_BOUNDS: readonly RefusedToken[] = [
  refused(
    'a token at the second at which the tolerance after exp ends',
    'token_expired',
    'exp',
    claims({ exp: NOW - 60, iat: NOW - 90 }),
  ),
  refused('a token that expired long ago', 'token_expired', 'exp', claims({ exp: 0, iat: 0 })),
  refused('a token that expired before 1970', 'token_expired', 'exp', claims({ exp: -1e15, iat: -1e15 })),
  refused('a token that expired, without tolerance', 'token_expired', 'exp', claims({ exp: NOW }), {
    clockToleranceSeconds: 0,
  }),
  refused(
    'a token one second before its nbf and the tolerance',
    'token_not_yet_valid',
    'nbf',
    claims({ nbf: NOW + 61 }),
  ),
  refused(
    'a token before its nbf, without tolerance',
    'token_not_yet_valid',
    'nbf',
    claims({ nbf: NOW + 0.5 }),
    { clockToleranceSeconds: 0 },
  ),
  refused(
    'a token issued more than 300 seconds ahead',
    'token_not_yet_valid',
    'iat',
    claims({ iat: NOW + 301 }),
  ),
  refused('a token issued after it expires', 'invalid_claim', 'iat', claims({ iat: NOW + 2, exp: NOW + 1 })),
]

const tooOld = { maxTokenAgeSeconds: 600 }
const shortLived = { maxLifetimeSeconds: 600 }
const noIat = { ...claims({ iat: undefined }), header: { typ: 'JWT' } }
export const AGES: readonly RefusedToken[] = [
  refused(
    'a token one second older than allowed',
    'token_too_old',
    'iat',
    claims({ iat: NOW - 661 }),
    tooOld,
  ),
  refused('a token without iat where its age is bounded', 'missing_claim', 'iat', noIat, {
    ...tooOld,
    types: ['JWT'],
  }),
  refused(
    'a token that lives one second too long',
    'invalid_claim',
    'exp',
    claims({ iat: NOW, exp: NOW + 601 }),
    shortLived,
  ),
  refused('a token without iat where its lifetime is bounded', 'missing_claim', 'iat', noIat, {
    ...shortLived,
    types: ['JWT'],
  }),
  refused(
    'a token that never ends where its lifetime is bounded',
    'invalid_claim',
    'exp',
    claims({ exp: 1e15 }),
    shortLived,
  ),
]
