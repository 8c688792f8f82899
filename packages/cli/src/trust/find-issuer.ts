import type { Surroundings } from '../surroundings.ts'
import { UsageError } from '../usage-error.ts'

/** The issuer that was named, or that of the environment. Throws a UsageError where there is none. */
export function findIssuer(
  issuer: string | undefined,
  { environment }: Pick<Surroundings, 'environment'>,
): string {
  const found = issuer ?? environment['TOKENSTILE_ISSUER'] ?? ''
  if (found !== '') return found
  throw new UsageError(
    'which issuer?',
    'say --issuer https://project.authgear.cloud, or set TOKENSTILE_ISSUER; "tokenstile decode" shows whom a token names (iss)',
  )
}
