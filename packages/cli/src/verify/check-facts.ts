import { describeTime } from '../terminal/local-time.ts'
import { printable } from '../terminal/printable.ts'
import type { JsonObject } from '../token/json-object.ts'

/** What a check looked at: a member of the header or of the claims. */
const LOOKED_AT: Readonly<Record<string, readonly ['header' | 'claims', ...names: string[]]>> = {
  algorithm: ['header', 'alg'],
  type: ['header', 'typ'],
  issuer: ['claims', 'iss'],
  audience: ['claims', 'aud'],
  client: ['claims', 'client_id', 'azp'],
  expiry: ['claims', 'exp'],
  'not before': ['claims', 'nbf'],
  'issued at': ['claims', 'iat'],
  'login time': ['claims', 'auth_time'],
  'key and signature': ['header', 'kid'],
  'user and claims': ['claims', 'sub'],
}

/** What the token has there that a check let pass; undefined where it has nothing. */
export function showFact(
  check: string,
  header: JsonObject | undefined,
  claims: JsonObject | undefined,
  nowMs: number,
): string | undefined {
  const [part, ...names] = LOOKED_AT[check] ?? []
  const members = part === 'header' ? header : claims
  const name = names.find((name) => members !== undefined && Object.hasOwn(members, name))
  if (members === undefined || name === undefined) return undefined
  const value = members[name]
  if (typeof value === 'number') return describeTime(value, nowMs)
  const text = printable(
    Array.isArray(value)
      ? value.map(String).join(', ')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value),
  )
  return name === 'kid' ? `kid ${text}` : text
}
