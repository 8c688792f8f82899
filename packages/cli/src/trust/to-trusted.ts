import { ConfigError, type IssuerOptions } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { UsageError } from '../usage-error.ts'
import type { TrustChoice } from './trust-options.ts'

/**
 * Makes the library's options of what the command line says. Without an audience the issuer is an Authgear project. What
 * they are worth, the library says when a verifier is built.
 */
export function toTrusted(issuer: string, choice: TrustChoice): IssuerOptions {
  const { audience, resource, type, kind, clientId, dangerouslyAllowHttpFor } = choice
  const common = {
    ...(clientId !== undefined && { clientIds: clientId }),
    ...(dangerouslyAllowHttpFor !== undefined && { dangerouslyAllowHttpFor }),
  }
  // An option of commander's that begins with "no" is true where nobody said it.
  const isAuthgear = audience === undefined || (audience as unknown) === true
  if (isAuthgear && type === undefined && kind === undefined) {
    return authgear(issuer, { ...common, ...(resource !== undefined && { resource }) })
  }
  if (isAuthgear) {
    throw new UsageError(
      '--type and --kind are for issuers other than Authgear, whose audience must be said',
      'name your API: --audience https://api.example.com',
    )
  }
  if (resource !== undefined) {
    throw new UsageError(
      '--resource and --audience say the same',
      '--resource is for Authgear, --audience for others',
    )
  }
  return {
    issuer,
    audience: audience === false ? null : audience,
    ...(type !== undefined && { types: type.map((name) => (name === 'none' ? null : name)) }),
    ...(kind !== undefined && { kind }),
    ...common,
  }
}

/** Runs what builds something of the options; what the library holds to be wrong with them becomes a UsageError. */
export function inCommandWords<T>(build: () => T): T {
  try {
    return build()
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(...describe(error))
    throw error
  }
}

function describe({ option, message }: ConfigError): readonly [string, string] {
  if (option === 'endpoint') {
    return [
      'without --audience the issuer must be an Authgear endpoint, and this is none',
      'an endpoint is https://project.authgear.cloud and nothing behind it; for another issuer name your API with --audience',
    ]
  }
  if (option.endsWith('issuer')) {
    return [
      'the issuer must be an https URL without query and fragment; http only for this machine',
      'say it as the tokens do (iss): "tokenstile decode" shows it',
    ]
  }
  return [message, 'tokenstile verify --help says what each option takes']
}
