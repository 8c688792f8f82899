import type { Person } from '../people/people.ts'
import type { World } from '../realm.ts'
import { OAuthError } from './oauth-error.ts'
import { decodeSid } from './sid.ts'

/** Ends every token that came from one authorization code. */
export function endFamily(familyId: string, { offlineGrants, accessGrants }: World): boolean {
  accessGrants.removeFamily(familyId)
  return offlineGrants.end(familyId)
}

/**
 * Ends a session, named by its id or by the `sid` of an ID token, with all tokens that hang on it. JWTs stay valid for
 * who checks them offline. Says whether there was one.
 */
export function endSession(name: string, world: World): boolean {
  const { kind, id } = decodeSid(name) ?? { kind: 'idp', id: name }
  if (kind === 'offline_grant') return endFamily(id, world)
  world.offlineGrants.endOfSession(id)
  return world.sessions.end(id)
}

/** Gives the session's person as they are now. Throws an OAuthError when the session has ended or the user was disabled. */
export function requirePerson(sessionId: string, { sessions, people }: World): Person {
  const session = sessions.find(sessionId)
  if (session === undefined) throw new OAuthError('invalid_grant', 'the session has ended')
  if (people.isDisabled(session.user.id)) throw new OAuthError('invalid_grant', 'the user is disabled')
  return { user: people.current(session), isAdHoc: session.isAdHoc }
}
