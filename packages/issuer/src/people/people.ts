import { DEFAULT_USER_ID, readUser, type User } from './user.ts'

/** Whom a token or a session speaks for. */
export interface Person {
  readonly user: User
  /** Whether somebody described the user on the spot: then that counts, whatever is known of the same id. */
  readonly isAdHoc: boolean
}

/** The users of an issuer: those it was given, and what was changed since. */
export interface People {
  all(): readonly User[]
  find(id: string): User | undefined
  /** The user of that id, or, where nobody has it, an ordinary new one: a test may use any id without saying so first. */
  findOrInvent(id?: string): User
  /** Adds a user, or replaces the one of the same id. Throws a TypeError for one that Authgear could not have. */
  put(user: unknown): User
  /** The person's user as it is now. */
  current(person: Person): User
  setDisabled(id: string, isDisabled: boolean): void
  /** Whether the id was disabled, known or not. */
  isDisabled(id: string): boolean
  /** Forgets what was put or disabled. */
  reset(): void
}

/** `readGiven` is called on every use, so that a file behind it may change. */
export function createPeople(readGiven: () => readonly User[]): People {
  const put = new Map<string, User>()
  const disabled = new Map<string, boolean>()

  const withState = (user: User): User => ({
    ...user,
    isDisabled: disabled.get(user.id) ?? user.isDisabled,
  })
  const merged = (): Map<string, User> =>
    new Map([...readGiven().map((user) => [user.id, user] as const), ...put])
  const find = (id: string): User | undefined => {
    const user = merged().get(id)
    return user && withState(user)
  }

  return {
    all: () => [...merged().values()].map(withState),
    find,
    findOrInvent: (id = DEFAULT_USER_ID) => find(id) ?? withState(readUser('token: user', { id })),
    put(given) {
      const user = readUser('user', given)
      put.set(user.id, user)
      disabled.delete(user.id)
      return user
    },
    current: ({ user, isAdHoc }) => (isAdHoc ? user : (find(user.id) ?? user)),
    setDisabled: (id, isDisabled) => void disabled.set(id, isDisabled),
    isDisabled: (id) => disabled.get(id) ?? merged().get(id)?.isDisabled ?? false,
    reset() {
      put.clear()
      disabled.clear()
    },
  }
}
