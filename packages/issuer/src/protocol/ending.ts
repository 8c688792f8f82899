import type { Person } from '../people/people.ts'
import type { World } from '../realm.ts'
import type { AccessOrigin } from './access-grants.ts'
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

/**
 * Throws an OAuthError when what the tokens hang on ended while a hook was waited for. An access token that was made
 * after its family ended is taken back.
 */
export function requireNotEnded({ sessionId, familyId }: AccessOrigin, world: World): void {
  if (world.accessGrants.hasEnded(familyId)) {
    endFamily(familyId, world)
    throw new OAuthError('invalid_grant', 'the grant ended while its tokens were made')
  }
  requirePerson(sessionId, world)
}

/** Gives the session's person as they are now. Throws an OAuthError when the session has ended or the user was disabled. */
export function requirePerson(sessionId: string, { sessions, people }: World): Person {
  const session = sessions.find(sessionId)
  if (session === undefined) throw new OAuthError('invalid_grant', 'the session has ended')
  if (people.isDisabled(session.user.id)) throw new OAuthError('invalid_grant', 'the user is disabled')
  return { user: people.current(session), isAdHoc: session.isAdHoc }
}
