import { checkOptions, flag, text, textList } from './option-rules.ts'

/** The four things Authgear says about a user. An anonymous user is by default not verified and cannot reauthenticate. */
export interface UserOptions {
  id: string
  isVerified?: boolean
  isAnonymous?: boolean
  canReauthenticate?: boolean
  roles?: readonly string[]
}

/** Every machine's `sub` begins with it, and no person's does: that keeps the two apart (RFC 9068, section 5). */
export const MACHINE_SUBJECT_PREFIX = 'client_id_'

/** What a person's token says about them, with nothing left open. */
export type User = Readonly<Required<UserOptions>>

const DEFAULT_USER_ID = '00000000-0000-4000-8000-000000000001'
const MAX_ROLE_LENGTH = 40

/** Throws a TypeError for a user that Authgear could not have. */
export function checkUser(user: string | UserOptions): void {
  const { id, roles = [] } = typeof user === 'string' ? { id: user } : readUserOptions(user)
  if (id.startsWith(MACHINE_SUBJECT_PREFIX)) {
    throw new TypeError(
      `token: user id must not begin with ${MACHINE_SUBJECT_PREFIX}; use client for a machine`,
    )
  }
  for (const role of roles) {
    if (role.length > MAX_ROLE_LENGTH || !/^[a-zA-Z_][a-zA-Z0-9:_]*$/.test(role)) {
      throw new TypeError(
        `token: user roles must be role keys; use at most ${MAX_ROLE_LENGTH} letters, digits, ':' and '_', and no digit first`,
      )
    }
  }
}

/** Fills in what a checked user leaves out. */
export function toUser(user: string | UserOptions = DEFAULT_USER_ID): User {
  const given = typeof user === 'string' ? { id: user } : user
  const isAnonymous = given.isAnonymous ?? false
  return {
    id: given.id,
    isAnonymous,
    isVerified: given.isVerified ?? !isAnonymous,
    canReauthenticate: given.canReauthenticate ?? !isAnonymous,
    roles: given.roles ?? [],
  }
}

function readUserOptions(user: unknown): UserOptions {
  checkOptions<UserOptions>('token: user', user, {
    id: text,
    isVerified: flag,
    isAnonymous: flag,
    canReauthenticate: flag,
    roles: textList,
  })
  if (user.id === undefined) throw new TypeError('token: user must have an id')
  return user
}
