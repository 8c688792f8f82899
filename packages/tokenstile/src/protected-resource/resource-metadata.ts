import { readQuotables } from '../core/answer.ts'
import { ConfigError } from '../core/errors.ts'
import { optional, readOptions, readString, readStrings } from '../core/option-readers.ts'
import { readResourceUrl, readWebUrl, type ResourceUrl } from './resource-url.ts'

/** What a protected resource says of itself. Each member becomes the one of RFC 9728 §2 with its name. */
export interface ProtectedResourceOptions {
  /** The resource's identifier: the URL that clients use, and what tokens for it have in `aud`. */
  readonly resource: string
  /** The issuers whose tokens it takes, each exactly as its `iss`. */
  readonly authorizationServers: readonly string[]
  /** The scopes that a client may ask for here: not all that the issuer knows. */
  readonly scopesSupported?: readonly string[]
  /** For people. */
  readonly resourceName?: string
  /** For people who write clients. */
  readonly resourceDocumentation?: string
  readonly resourcePolicyUri?: string
  readonly resourceTosUri?: string
  /** Where the resource's own public keys are, if it signs its answers. */
  readonly jwksUri?: string
  /** What it signs its answers with. Never `none`. */
  readonly resourceSigningAlgValuesSupported?: readonly string[]
}

/** The metadata as it is served: members without a value are left out. RFC 9728 §2. */
export interface ResourceMetadata {
  readonly resource: string
  readonly authorization_servers: readonly string[]
  readonly jwks_uri?: string
  readonly scopes_supported?: readonly string[]
  /** Tokens are taken from the `Authorization` header, never from query or body. */
  readonly bearer_methods_supported: readonly ['header']
  readonly resource_signing_alg_values_supported?: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
  readonly resource_tos_uri?: string
}

/** Reads the options into the place and the text of the metadata. Throws a `ConfigError` for a wrong or unknown one. */
export function readResourceMetadata(value: unknown): ResourceUrl & { readonly metadata: ResourceMetadata } {
  const address = optional(readAddress)
  const { resource: url, ...read } = readOptions<ReadMetadata>('protectedResource', value, {
    resource: readResourceUrl,
    authorizationServers: readIssuers,
    scopesSupported: optional(readQuotables),
    resourceName: optional(readString),
    resourceDocumentation: address,
    resourcePolicyUri: address,
    resourceTosUri: address,
    jwksUri: address,
    resourceSigningAlgValuesSupported: optional(readAlgorithms),
  })
  const metadata = {
    resource: url.resource,
    authorization_servers: read.authorizationServers,
    jwks_uri: read.jwksUri,
    scopes_supported: read.scopesSupported,
    bearer_methods_supported: Object.freeze(['header']),
    resource_signing_alg_values_supported: read.resourceSigningAlgValuesSupported,
    resource_name: read.resourceName,
    resource_documentation: read.resourceDocumentation,
    resource_policy_uri: read.resourcePolicyUri,
    resource_tos_uri: read.resourceTosUri,
  }
  const given = Object.entries(metadata).filter(([, member]) => member !== undefined)
  return { ...url, metadata: Object.freeze(Object.fromEntries(given)) as unknown as ResourceMetadata }
}

type ReadMetadata = Omit<ProtectedResourceOptions, 'resource'> & { readonly resource: ResourceUrl }

function readAddress(option: string, value: unknown): string {
  readWebUrl(option, value)
  return value as string
}

/** RFC 8414 §2: an issuer has no query and no fragment. */
function readIssuers(option: string, value: unknown): readonly string[] {
  const issuers = readStrings(option, value)
  issuers.forEach((issuer, index) => readWebUrl(`${option}[${index}]`, issuer, 'query and fragment'))
  return issuers
}

function readAlgorithms(option: string, value: unknown): readonly string[] {
  const algorithms = readStrings(option, value)
  if (!algorithms.some((algorithm) => algorithm.toLowerCase() === 'none')) return algorithms
  throw new ConfigError(option, 'must not list none')
}
