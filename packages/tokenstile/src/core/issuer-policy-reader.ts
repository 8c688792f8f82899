import { ALGORITHMS, DEFAULT_ALGORITHMS, type Algorithm } from './algorithms.ts'
import { toDefaultRoles, toDefaultScopes, toDefaultUser } from './default-claims.ts'
import type { Engine } from './engine.ts'
import { ConfigError } from './errors.ts'
import type { IssuerOptions } from './issuer-options.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { copyJson } from './json-copy.ts'
import { readKeyOptions } from './keys/key-options.ts'
import { toMediaType } from './media-type.ts'
import {
  mayUseHttp,
  readFunction,
  readNumber,
  readHttpsUrl,
  readObject,
  readString,
  readStrings,
} from './option-readers.ts'
import type { ClaimsSchema } from './standard-schema.ts'

const NAMES: readonly (keyof IssuerOptions)[] = [
  'issuer',
  'audience',
  'algorithms',
  'types',
  'kind',
  'requiredClaims',
  'clockToleranceSeconds',
  'maxTokenAgeSeconds',
  'maxLifetimeSeconds',
  'clientIds',
  'keys',
  'claims',
  'toUser',
  'toScopes',
  'toRoles',
  'dangerouslyAllowHttpFor',
]

const DEFAULT_TYPE = 'at+jwt'
const RFC_9068_CLAIMS = ['exp', 'iat', 'sub', 'client_id', 'jti']
const OTHER_CLAIMS = ['exp', 'sub']
const SECONDS = { min: 1, max: 10 * 365 * 86_400, unit: 'seconds' }

/** Reads one issuer's options at once and completely; a mistake is a `ConfigError` that names the option. */
export function readIssuerPolicy(path: string, value: unknown, engine: Engine): IssuerPolicy {
  const given = readObject(path, value, NAMES)
  const at = (name: keyof IssuerOptions): string => (path === '' ? name : `${path}.${name}`)
  const optional = <T>(
    name: keyof IssuerOptions,
    read: (path: string, value: unknown) => T,
  ): T | undefined => (given[name] === undefined ? undefined : read(at(name), given[name]))

  const httpHosts = optional('dangerouslyAllowHttpFor', readStrings) ?? []
  const issuer = readIssuer(at('issuer'), given['issuer'], httpHosts)
  const types = readTypes(at('types'), given['types'])
  const isDefaultType = types.size === 1 && types.has(DEFAULT_TYPE)
  return Object.freeze({
    issuer: issuer.text,
    isInsecure: issuer.isInsecure,
    httpHosts,
    audiences: readAudience(at('audience'), given),
    algorithms: readAlgorithms(at('algorithms'), given['algorithms'] ?? DEFAULT_ALGORITHMS, engine),
    types,
    looksAtKind: !isDefaultType,
    kind: optional('kind', readKind),
    requiredClaims:
      optional('requiredClaims', readStringsOrNone) ?? (isDefaultType ? RFC_9068_CLAIMS : OTHER_CLAIMS),
    toleranceSeconds:
      optional('clockToleranceSeconds', (p, v) => readNumber(p, v, { min: 0, max: 300, unit: 'seconds' })) ??
      60,
    maxTokenAgeSeconds: optional('maxTokenAgeSeconds', (p, v) => readNumber(p, v, SECONDS)),
    maxLifetimeSeconds: optional('maxLifetimeSeconds', (p, v) => readNumber(p, v, SECONDS)),
    clientIds: optional('clientIds', readStrings),
    schema: optional('claims', readSchema),
    toUser: optional('toUser', readToUser) ?? toDefaultUser,
    toScopes: optional('toScopes', readToStrings) ?? toDefaultScopes,
    toRoles: optional('toRoles', readToStrings) ?? toDefaultRoles,
    keys: readKeyOptions(at('keys'), given['keys'], httpHosts),
  })
}

function readIssuer(
  path: string,
  value: unknown,
  httpHosts: readonly string[],
): { text: string; isInsecure: boolean } {
  const url = readHttpsUrl(path, value, httpHosts)
  if (url.href.includes('?')) throw new ConfigError(path, 'expected a URL without query')
  return { text: value as string, isInsecure: url.protocol === 'http:' && !mayUseHttp(url, []) }
}

function readAudience(path: string, given: Record<string, unknown>): readonly string[] | null {
  const value = given['audience']
  if (value === null) return null
  if (value === undefined) {
    throw new ConfigError(path, 'is required: what aud must contain, or null to say that it is not checked')
  }
  return typeof value === 'string' ? readStrings(path, [value]) : readStrings(path, value)
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
  if (value === undefined) return new Set([DEFAULT_TYPE])
  if (value === null) return new Set([null])
  if (!Array.isArray(value) || value.length === 0) {
    throw new ConfigError(path, 'expected a list of typ names; null in it admits an absent typ')
  }
  return new Set(
    value.map((type, i) => (type === null ? null : toMediaType(readString(`${path}[${i}]`, type)))),
  )
}

function readKind(path: string, value: unknown): NonNullable<IssuerOptions['kind']> {
  const kind = readObject(path, value, ['claim', 'value'])
  const mark = kind['value']
  if (typeof mark !== 'string' && typeof mark !== 'number' && typeof mark !== 'boolean') {
    throw new ConfigError(`${path}.value`, 'expected a string, a number or a boolean')
  }
  return Object.freeze({ claim: readString(`${path}.claim`, kind['claim']), value: mark })
}

function readStringsOrNone(path: string, value: unknown): readonly string[] {
  return Array.isArray(value) && value.length === 0 ? [] : readStrings(path, value)
}

/** The program's own reader, its result copied and frozen: it may give what it shares with others. */
function readToUser(path: string, value: unknown): IssuerPolicy['toUser'] {
  const toUser = readFunction<IssuerPolicy['toUser']>(path, value)
  return (claims) => {
    const user = toUser(claims)
    if (user === undefined) return undefined
    if (typeof user !== 'object' || user === null)
      throw new ConfigError(path, 'must return an object, or undefined for a machine')
    return copyJson(path, user) as object
  }
}

function readToStrings(path: string, value: unknown): IssuerPolicy['toScopes'] {
  const toStrings = readFunction<IssuerPolicy['toScopes']>(path, value)
  return (claims) => {
    const strings: unknown = toStrings(claims)
    if (Array.isArray(strings) && strings.every((item) => typeof item === 'string'))
      return Object.freeze([...strings])
    throw new ConfigError(path, 'must return a list of strings')
  }
}

function readSchema(path: string, value: unknown): ClaimsSchema {
  // A schema may be a function with the member on it, as ArkType's are.
  const standard = (value as Partial<ClaimsSchema> | null)?.['~standard']
  if (standard?.version !== 1 || typeof standard.validate !== 'function') {
    throw new ConfigError(path, 'expected a Standard Schema, version 1 (Zod, Valibot, ArkType, …)')
  }
  return value as ClaimsSchema
}
