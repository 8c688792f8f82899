import type { World } from '../realm.ts'

/** A person who is logged in, as far as a test needs to know. */
export interface SessionSummary {
  readonly id: string
  readonly userId: string
  /** When the person proved who they are, in epoch seconds. */
  readonly authTime: number
}

export function listSessions({ sessions }: World): readonly SessionSummary[] {
  return sessions.all().map(({ id, user, authTime }) => ({ id, userId: user.id, authTime }))
}
