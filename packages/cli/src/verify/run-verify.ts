import { createVerifier, type Auth, type FetchFailure } from 'tokenstile'
import { explain, type Explanation } from 'tokenstile/explain'
import { findIssuer } from '../trust/find-issuer.ts'
import type { TrustChoice } from '../trust/trust-options.ts'
import { inCommandWords, toTrusted } from '../trust/to-trusted.ts'
import type { Surroundings } from '../surroundings.ts'
import { styleFor } from '../terminal/style.ts'
import { readToken } from '../token/read-token.ts'
import type { TokenOptions } from '../token/token-options.ts'
import { UsageError } from '../usage-error.ts'
import { describeVerdict } from './describe-verdict.ts'
import { describeFailure } from './describe-failure.ts'

export interface VerifyOptions extends TokenOptions, TrustChoice {
  readonly json?: boolean | undefined
}

/**
 * Judges an access token as a backend with this configuration would, and says why. Exit code 0: accepted; 1: refused; 2 where
 * it cannot be judged, since the issuer's keys cannot be had.
 */
export async function runVerify(options: VerifyOptions, surroundings: Surroundings): Promise<void> {
  const { out, now, setCode } = surroundings
  const trusted = inCommandWords(() => toTrusted(findIssuer(options.issuer, surroundings), options))
  let failure: Failure | undefined
  const verifier = inCommandWords(() =>
    createVerifier(trusted, {
      now,
      onEvent: (event) => {
        if (event.type === 'refresh_failed') failure = event
      },
    }),
  )
  try {
    const token = await readToken(options, surroundings)
    const explanation = await explain(verifier, token)
    if (cannotBeJudged(explanation)) throw toUsageError(trusted.issuer, failure)
    const auth: Auth<unknown> | undefined = explanation.accepted ? await verifier.verify(token) : undefined
    const judged = { explanation, auth, trusted }
    out(
      options.json === true
        ? `${JSON.stringify(toJson(judged), undefined, 2)}\n`
        : `${describeVerdict(judged, styleFor(surroundings), now()).join('\n')}\n`,
    )
    setCode(explanation.accepted ? 0 : 1)
  } finally {
    verifier.close()
  }
}

interface Failure {
  readonly failure: FetchFailure
  readonly status: number | undefined
}

/** Nothing is wrong with it but that there are no keys to prove it with. */
function cannotBeJudged({ checks }: Explanation): boolean {
  const refused = checks.filter(({ state }) => state === 'refused')
  return refused.length > 0 && refused.every(({ code }) => code === 'keys_unavailable')
}

function toUsageError(issuer: string, failed: Failure | undefined): UsageError {
  const why = failed === undefined ? 'it does not answer' : describeFailure(failed.failure, failed.status)
  return new UsageError(
    `the token cannot be judged without the keys of ${issuer}: ${why}`,
    `"tokenstile doctor --issuer ${issuer}" says what is wrong there`,
  )
}

function toJson({ explanation, auth, trusted }: Parameters<typeof describeVerdict>[0]): object {
  const { accepted, kind, checks, header = null, claims = null } = explanation
  return {
    accepted,
    kind,
    expected: { issuer: trusted.issuer, audience: trusted.audience },
    user: auth?.user ?? null,
    checks,
    header,
    claims,
  }
}
