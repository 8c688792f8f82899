import { checkOptions, flag, isPrintable, object, text, textList } from '../options/option-rules.ts'
import { isJson } from '../tokens/added-claims.ts'
import { toFrozenCopy } from './frozen-copy.ts'
import { checkStandardAttributes, type StandardAttributes } from './standard-attributes.ts'

/** What Authgear says about a user. An anonymous user is by default not verified and cannot reauthenticate. */
export interface UserOptions {
  id: string
  isVerified?: boolean
  isAnonymous?: boolean
  canReauthenticate?: boolean
  /** A disabled user cannot log in or refresh, and userinfo and the resolver refuse their tokens. Default false. */
  isDisabled?: boolean
  roles?: readonly string[]
  /** `email`, `name` and the like. They reach the userinfo endpoint, and tokens only where Authgear puts them there. */
  standardAttributes?: StandardAttributes
  customAttributes?: Readonly<Record<string, unknown>>
}

/** Every machine's `sub` begins with it, and no person's does: that keeps the two apart (RFC 9068, section 5). */
export const MACHINE_SUBJECT_PREFIX = 'client_id_'

/** What is known about a person, with nothing left open. */
export type User = Readonly<Required<UserOptions>>

export const DEFAULT_USER_ID = '00000000-0000-4000-8000-000000000001'
const MAX_ROLE_LENGTH = 40

/** Gives the user, checked, with what was left out filled in. Throws a TypeError for one that Authgear could not have. */
export function readUser(where: string, given: unknown): User {
  checkOptions<UserOptions>(where, given, {
    id: text,
    isVerified: flag,
    isAnonymous: flag,
    canReauthenticate: flag,
    isDisabled: flag,
    roles: textList,
    standardAttributes: object,
    customAttributes: object,
  })
  if (given.id === undefined) throw new TypeError(`${where} must have an id`)
  checkId(where, given.id)
  checkRoles(where, given.roles ?? [])
  checkStandardAttributes(where, { ...given.standardAttributes })
  if (!isJson(given.customAttributes ?? {}) || !isJson(given.standardAttributes ?? {})) {
    throw new TypeError(`${where}: attributes hold a value that JSON cannot carry; use plain data`)
  }
  // The caller keeps what they gave, and may change it; the user stays as it was checked.
  return toFrozenCopy(toUser(given))
}

/** Fills in what a checked user leaves out. */
function toUser(given: UserOptions): User {
  const isAnonymous = given.isAnonymous ?? false
  const isVerified = given.isVerified ?? !isAnonymous
  return {
    id: given.id,
    isAnonymous,
    isVerified,
    canReauthenticate: given.canReauthenticate ?? !isAnonymous,
    isDisabled: given.isDisabled ?? false,
    roles: given.roles ?? [],
    standardAttributes: withVerified(given.standardAttributes ?? {}, isVerified),
    customAttributes: given.customAttributes ?? {},
  }
}

/** Authgear always says whether an address or number that it knows was verified. */
function withVerified(attributes: StandardAttributes, isVerified: boolean): StandardAttributes {
  return {
    ...(attributes.email === undefined ? {} : { email_verified: isVerified }),
    ...(attributes.phone_number === undefined ? {} : { phone_number_verified: isVerified }),
    ...attributes,
  }
}

function checkId(where: string, id: string): void {
  if (id.startsWith(MACHINE_SUBJECT_PREFIX)) {
    throw new TypeError(`${where} id must not begin with ${MACHINE_SUBJECT_PREFIX}; use client for a machine`)
  }
  if (!isPrintable(id)) {
    throw new TypeError(
      `${where} id must be printable ASCII without spaces; the resolver sends it in a header`,
    )
  }
}

function checkRoles(where: string, roles: readonly string[]): void {
  for (const role of roles) {
    if (role.length > MAX_ROLE_LENGTH || !/^[a-zA-Z_][a-zA-Z0-9:_]*$/.test(role)) {
      throw new TypeError(
        `${where} roles must be role keys; use at most ${MAX_ROLE_LENGTH} letters, digits, ':' and '_', and no digit first`,
      )
    }
  }
}
