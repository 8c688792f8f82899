import { ALGORITHMS, DEFAULT_ALGORITHMS, type Algorithm } from './algorithms.ts'
import { toDefaultRoles, toDefaultScopes, toDefaultUser } from './default-claims.ts'
import type { Engine } from './engine.ts'
import { ConfigError } from './errors.ts'
import { needsNoCopy } from './frozen-readers.ts'
import type { IssuerOptions } from './issuer-options.ts'
import type { IssuerPolicy, KeyOptions } from './issuer-policy.ts'
import { copyJson } from './json-copy.ts'
import { readKeyOptions } from './keys/key-options.ts'
import { toMediaType } from './media-type.ts'
import {
  anything,
  mayUseHttp,
  numberOf,
  optional,
  readFunction,
  readHttpsUrl,
  readOptions,
  readString,
  readStrings,
} from './option-readers.ts'
import { readProfileFacts } from './profile.ts'
import { dropPromise } from './promise.ts'
import { validateClaims, type ClaimsSchema } from './standard-schema.ts'

const DEFAULT_TYPE = 'at+jwt'
const RFC_9068_CLAIMS = ['exp', 'iat', 'sub', 'client_id', 'jti']
const OTHER_CLAIMS = ['exp', 'sub']

/** The options as they were given and read each by itself, before one follows from another. */
interface GivenOptions extends Pick<
  IssuerPolicy,
  'issuer' | 'algorithms' | 'types' | 'kind' | 'clientIds' | 'toUser' | 'toScopes' | 'toRoles'
> {
  readonly audience: IssuerPolicy['audiences']
  readonly requiredClaims: readonly string[] | undefined
  readonly clockToleranceSeconds: number
  readonly maxTokenAgeSeconds: number | undefined
  readonly maxLifetimeSeconds: number | undefined
  readonly keys: unknown
  readonly claims: IssuerPolicy['toClaims']
  readonly dangerouslyAllowHttpFor: readonly string[]
}

/** Reads one issuer's options at once and completely; a mistake is a `ConfigError` that names the option. */
export function readIssuerPolicy(path: string, value: unknown, engine: Engine): IssuerPolicy {
  const seconds = optional(numberOf('seconds', 1, 10 * 365 * 86_400))
  const given = readOptions<GivenOptions>(path, value, {
    issuer: readString,
    audience: readAudience,
    algorithms: (at, names) => readAlgorithms(at, names === undefined ? DEFAULT_ALGORITHMS : names, engine),
    types: optional(readTypes, new Set([DEFAULT_TYPE])),
    kind: optional(readKind),
    requiredClaims: optional(readStringsOrNone),
    clockToleranceSeconds: optional(numberOf('seconds', 0, 300), 60),
    maxTokenAgeSeconds: seconds,
    maxLifetimeSeconds: seconds,
    clientIds: optional(readStrings),
    keys: anything,
    claims: optional(readSchema, (claims) => claims),
    toUser: optional(readToUser, toDefaultUser),
    toScopes: optional(readToStrings, toDefaultScopes),
    toRoles: optional(readToStrings, toDefaultRoles),
    dangerouslyAllowHttpFor: optional(readHosts, []),
  })
  const at = (name: keyof IssuerOptions): string => (path === '' ? name : `${path}.${name}`)
  const httpHosts = given.dangerouslyAllowHttpFor
  requireIssuerUrl(at('issuer'), given.issuer, httpHosts)
  const keys = readKeyOptions(at('keys'), given.keys, httpHosts)
  const isDefaultType = given.types.size === 1 && given.types.has(DEFAULT_TYPE)
  return Object.freeze({
    issuer: given.issuer,
    isInsecure: [given.issuer, ...addressesOf(keys)].some(lacksTls),
    httpHosts,
    audiences: given.audience,
    algorithms: given.algorithms,
    types: given.types,
    looksAtKind: !isDefaultType,
    kind: given.kind,
    requiredClaims: given.requiredClaims ?? (isDefaultType ? RFC_9068_CLAIMS : OTHER_CLAIMS),
    toleranceSeconds: given.clockToleranceSeconds,
    maxTokenAgeSeconds: given.maxTokenAgeSeconds,
    maxLifetimeSeconds: given.maxLifetimeSeconds,
    clientIds: given.clientIds,
    toClaims: given.claims,
    toUser: given.toUser,
    toScopes: given.toScopes,
    toRoles: given.toRoles,
    facts: readProfileFacts(value),
    keys,
  })
}

/** RFC 8414 §2. */
function requireIssuerUrl(path: string, issuer: string, httpHosts: readonly string[]): void {
  const { href } = readHttpsUrl(path, issuer, httpHosts)
  if (href.includes('?')) throw new ConfigError(path, 'expected a URL without query')
}

/** Where an issuer's documents are, as far as the options say. */
function addressesOf(keys: KeyOptions): readonly string[] {
  if (keys.from !== 'remote') return []
  const { discoveryUrl, jwksUri } = keys.remote
  return [discoveryUrl, jwksUri].filter((address) => address !== undefined)
}

/** Whether an address is reached without TLS beyond this machine. */
function lacksTls(address: string): boolean {
  const url = new URL(address)
  return url.protocol === 'http:' && !mayUseHttp(url, [])
}

function readHosts(path: string, value: unknown): readonly string[] {
  return readStrings(path, value).map((host, index) => {
    if (URL.canParse(`http://${host}/`) && new URL(`http://${host}/`).host === host) return host
    throw new ConfigError(`${path}[${index}]`, 'expected a host as in a URL, such as issuer or issuer:8080')
  })
}

function readAudience(path: string, value: unknown): readonly string[] | null {
  if (value === null) return null
  if (value === undefined) {
    throw new ConfigError(path, 'is required: what aud must contain, or null to say that it is not checked')
  }
  return typeof value === 'string' ? [readString(path, value)] : readStrings(path, value)
}

function readAlgorithms(path: string, value: unknown, engine: Engine): ReadonlyMap<string, Algorithm> {
  return new Map(
    readStrings(path, value).map((name) => {
      const algorithm = ALGORITHMS.get(name)
      if (algorithm === undefined) {
        throw new ConfigError(
          path,
          `expected names among ${[...ALGORITHMS.keys()].join(', ')}; none and HS* are never allowed`,
        )
      }
      if (!engine.supports(algorithm)) throw new ConfigError(path, `this runtime cannot verify ${name}`)
      return [name, algorithm]
    }),
  )
}

function readTypes(path: string, value: unknown): ReadonlySet<string | null> {
  if (value === null) return new Set([null])
  if (!Array.isArray(value) || value.length === 0) {
    throw new ConfigError(path, 'expected a list of typ names; null in it admits an absent typ')
  }
  return new Set(
    Array.from(value as unknown[], (type, i) =>
      type === null ? null : toMediaType(readString(`${path}[${i}]`, type)),
    ),
  )
}

function readKind(path: string, value: unknown): NonNullable<IssuerOptions['kind']> {
  return readOptions<NonNullable<IssuerOptions['kind']>>(path, value, {
    claim: readString,
    value: readMark,
  })
}

function readMark(path: string, value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new ConfigError(path, 'expected a string, a number or a boolean')
}

function readStringsOrNone(path: string, value: unknown): readonly string[] {
  return Array.isArray(value) && value.length === 0 ? [] : readStrings(path, value)
}

/** The program's own reader, its result copied and frozen: it may give what it shares with others. */
function readToUser(path: string, value: unknown): IssuerPolicy['toUser'] {
  const toUser = readFunction<IssuerPolicy['toUser']>(path, value)
  if (needsNoCopy(toUser)) return toUser
  return (claims) => {
    const user = toUser(claims)
    if (user === undefined) return undefined
    dropPromise(user)
    if (typeof user !== 'object' || user === null) {
      throw new ConfigError(path, 'must return an object, or undefined for a machine')
    }
    return copyJson(path, user) as object
  }
}

function readToStrings(path: string, value: unknown): IssuerPolicy['toScopes'] {
  const toStrings = readFunction<IssuerPolicy['toScopes']>(path, value)
  if (needsNoCopy(toStrings)) return toStrings
  return (claims) => {
    const strings: unknown = toStrings(claims)
    if (Array.isArray(strings) && strings.every((item) => typeof item === 'string'))
      return Object.freeze([...strings])
    dropPromise(strings)
    throw new ConfigError(path, 'must return a list of strings')
  }
}

/** The claims as a schema makes them, copied and frozen. */
function readSchema(path: string, value: unknown): IssuerPolicy['toClaims'] {
  // A schema may be a function with the member on it, as ArkType's are.
  const schema = value as ClaimsSchema
  const standard = (value as Partial<ClaimsSchema> | null)?.['~standard']
  if (standard?.version !== 1 || typeof standard.validate !== 'function') {
    throw new ConfigError(path, 'expected a Standard Schema, version 1 (Zod, Valibot, ArkType, …)')
  }
  return (claims) => copyJson(path, validateClaims(path, schema, claims))
}
