import { readJsonObject } from '../options/json-object.ts'
import { readUser } from '../people/user.ts'
import type { People, Person } from '../people/people.ts'
import type { Claims } from '../tokens/token-stamp.ts'
import { USER_CLAIM } from '../tokens/user-claims.ts'
import type { Parameters } from './parameters.ts'

/** What somebody chose on the login page. */
export type LoginChoice =
  | { readonly kind: 'denied' }
  | { readonly kind: 'user'; readonly person: Person; readonly addedClaims: Claims }
  | { readonly kind: 'problem'; readonly problem: string }

/** Reads the form of the login page. What is wrong with it is a sentence for that page. */
export function readLoginChoice(parameters: Parameters, people: People): LoginChoice {
  const choice = parameters.get('choice')
  if (choice === 'deny') return { kind: 'denied' }
  const id = parameters.get('user')
  if (id === undefined) return { kind: 'problem', problem: 'The user id is missing.' }
  const known = people.find(id)
  if (choice === 'user' && known === undefined)
    return { kind: 'problem', problem: `There is no user ${id} any more.` }
  try {
    const person = toPerson(id, choice === 'typed' ? readRoles(parameters) : [], people)
    if (person.user.isDisabled) return { kind: 'problem', problem: `The user ${id} is disabled.` }
    return { kind: 'user', person, addedClaims: readClaims(parameters.get('claims')) }
  } catch (error) {
    return { kind: 'problem', problem: error instanceof Error ? error.message : 'The form is wrong.' }
  }
}

/** Typed roles make another person of a known user, for this login. */
function toPerson(id: string, roles: readonly string[], people: People): Person {
  const user = people.findOrInvent(id)
  if (roles.length === 0) return { user, isAdHoc: false }
  return { user: readUser('the user', { ...user, roles }), isAdHoc: true }
}

function readRoles(parameters: Parameters): readonly string[] {
  return (parameters.get('roles') ?? '').split(/[\s,]+/).filter((role) => role !== '')
}

/** What tokens say themselves, whoever logs in: a claim of that name would only fail later, at the token endpoint. */
const TAKEN = new Set(
  ['iss', 'aud', 'iat', 'exp', 'client_id', 'scope', 'auth_time', 'amr', 'jti', 'sub', 'sid', 'nonce'].concat(
    ['is_anonymous', 'is_verified', 'can_reauthenticate', 'roles'].map((name) => USER_CLAIM + name),
  ),
)

function readClaims(json: string | undefined): Claims {
  if (json === undefined) return {}
  const added = readJsonObject('the field of claims', json)
  const taken = Object.keys(added).find((name) => TAKEN.has(name))
  if (taken === undefined) return added
  throw new TypeError(`the field of claims may only add, and '${taken}' is already there`)
}
