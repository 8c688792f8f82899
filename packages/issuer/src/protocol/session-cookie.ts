import type { Realm } from '../realm.ts'
import { nowSeconds } from '../tokens/token-stamp.ts'
import type { Session } from './sessions.ts'

/** Gives the value of one cookie of a request. */
export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}

/** Gives the session of the browser that sent the request, if its person still may be logged in. */
export function findSession(request: Request, realm: Realm): Session | undefined {
  const cookie = readCookie(request, cookieName(realm))
  const session = cookie === undefined ? undefined : realm.sessions.findByCookie(cookie)
  return session && !realm.people.isDisabled(session.user.id) ? session : undefined
}

/** Whether the person proved who they are at most `maxAgeSeconds` ago. */
export function isFresh(session: Session, maxAgeSeconds: number | undefined, realm: Realm): boolean {
  return maxAgeSeconds === undefined || nowSeconds(realm) - session.authTime <= maxAgeSeconds
}

export function toSetCookie(session: Session | undefined, realm: Realm): string {
  const isSecure = realm.endpoint.startsWith('https:')
  const value = session === undefined ? '; Max-Age=0' : session.cookie
  return `${cookieName(realm)}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}

function cookieName({ settings }: Realm): string {
  return `${settings.cookiePrefix}session`
}
