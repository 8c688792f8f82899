import { putBounded } from '../bounded-map.ts'
import type { Person } from '../people/people.ts'
import { randomSecret, type Claims } from '../tokens/token-stamp.ts'
import { randomUUID } from 'node:crypto'

/** Who logs in, and how. */
export interface Login extends Person {
  /** What tokens of this login carry besides their own claims. */
  readonly addedClaims: Claims
  readonly authTime: number
  readonly amr: readonly string[]
}

/** A person who is logged in. */
export interface Session extends Login {
  readonly id: string
  /** What the browser shows to be recognised. Not the id: that one is known to every client. */
  readonly cookie: string
}

export interface Sessions {
  start(login: Login): Session
  find(id: string): Session | undefined
  findByCookie(cookie: string): Session | undefined
  /** The same session, after its person proved again who they are. */
  renew(id: string, login: Login): Session
  /** Whether there was one. */
  end(id: string): boolean
  all(): readonly Session[]
  reset(): void
}

export function createSessions(): Sessions {
  const sessions = new Map<string, Session>()
  const put = (session: Session): Session => {
    putBounded(sessions, session.id, session)
    return session
  }
  return {
    start: (login) => put({ ...login, id: randomUUID(), cookie: randomSecret() }),
    find: (id) => sessions.get(id),
    findByCookie: (cookie) => [...sessions.values()].find((session) => session.cookie === cookie),
    // A new cookie, so that one that was put into the browser before the login is worth nothing after it.
    renew: (id, login) => put({ ...login, id, cookie: randomSecret() }),
    end: (id) => sessions.delete(id),
    all: () => [...sessions.values()],
    reset: () => sessions.clear(),
  }
}
