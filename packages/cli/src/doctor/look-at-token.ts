import { ERRORS, createVerifier } from 'tokenstile'
import { explain, type ExplainedCheck, type Explanation } from 'tokenstile/explain'
import { printable } from '../terminal/printable.ts'
import { describeDuration } from '../terminal/local-time.ts'
import { inCommandWords, toTrusted } from '../trust/to-trusted.ts'
import type { TrustChoice } from '../trust/trust-options.ts'
import type { Finding, Look } from './finding.ts'
import type { Vendor } from './vendor.ts'

/** Looks at a token as a backend that trusts this issuer would. */
export async function lookAtToken(
  token: string,
  issuer: string,
  choice: TrustChoice,
  vendor: Vendor,
  now: () => number,
): Promise<Look> {
  const verifier = inCommandWords(() => createVerifier(toTrusted(issuer, choice), { now }))
  try {
    const explanation = await explain(verifier, token)
    return {
      at: 'token',
      ...(explanation.accepted && { seen: 'accepted' }),
      findings: [...findMistake(explanation, vendor), ...findInIssueTime(explanation, now())],
    }
  } finally {
    verifier.close()
  }
}

/** One mistake shows in several checks; its own sentence then stands for them. */
function findMistake(explanation: Explanation, vendor: Vendor): readonly Finding[] {
  const { kind, checks } = explanation
  if (kind === 'opaque') return [describeOpaque(vendor)]
  if (kind === 'id' && checks.some(({ state }) => state === 'refused')) return [ID_TOKEN]
  return checks
    .filter(({ state, code }) => state === 'refused' && code !== 'keys_unavailable')
    .map((check) => describeCheck(check, explanation, vendor))
}

function describeOpaque(vendor: Vendor): Finding {
  return {
    name: 'opaque-token',
    sentence: 'the access token is opaque: a backend has nothing in it to verify',
    remedy:
      vendor === 'authgear'
        ? 'in the Authgear portal open Applications, then the application, and under Access Token turn on "Issue JWT as access token"; then log in again'
        : 'have the issuer give JWTs as access tokens; many do so only where the client asks for an API (audience, resource)',
  }
}

const ID_TOKEN: Finding = {
  name: 'id-token',
  sentence: 'this is an ID token: it tells the application who logged in and is not for a backend',
  remedy: 'send the access token (access_token in the answer, accessToken in the SDKs of Authgear)',
}

function describeCheck(
  { code = 'malformed_token', subject, expected, actual, hint }: ExplainedCheck,
  { claims }: Explanation,
  vendor: Vendor,
): Finding {
  if (code === 'wrong_audience') return describeAudience(expected, claims?.['aud'], vendor)
  const compared =
    expected === undefined || actual === undefined
      ? ''
      : `: expected ${printable(expected)}, got ${printable(actual)}`
  const about = subject === undefined || compared !== '' ? '' : ` (${printable(subject)})`
  return {
    name: code.replaceAll('_', '-'),
    sentence: `${ERRORS[code].message}${about}${compared}`,
    remedy: hint ?? ERRORS[code].hint,
  }
}

function describeAudience(expected: string | undefined, aud: unknown, vendor: Vendor): Finding {
  const named = printable((Array.isArray(aud) ? aud : [aud]).map(String).join(', '))
  return {
    name: 'wrong-audience',
    sentence: `the token is for ${named}, and this backend is ${expected ?? 'another'}`,
    remedy:
      vendor === 'authgear'
        ? `if ${named} is this backend, say --resource ${named} here and authgear(endpoint, { resource: '${named}' }) in it; else have the client ask for a token without resource`
        : `if ${named} is this backend, configure that as the audience; else have the client ask for a token for this one`,
  }
}

/** A token from the future, within what is tolerated, is a clock that goes wrong. */
function findInIssueTime({ claims }: Explanation, nowMs: number): readonly Finding[] {
  const iat = claims?.['iat']
  const ahead = typeof iat === 'number' ? Math.round(iat - nowMs / 1000) : 0
  if (ahead <= 5 || ahead > 300) return []
  return [
    {
      name: 'clocks-differ',
      sentence: `the token was issued ${describeDuration(ahead)} from now by this machine's clock`,
      remedy: 'set both clocks by NTP',
    },
  ]
}
