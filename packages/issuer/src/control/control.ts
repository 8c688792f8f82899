import { FAULTS, FAULT_NAMES, type FaultName } from '../faults/fault-table.ts'
import { publicJwks, type PublicJwk, type RotateOptions } from '../keys/signing-keys.ts'
import { checkOptions, flag, oneOf } from '../options/option-rules.ts'
import type { User, UserOptions } from '../people/user.ts'
import { endSession } from '../protocol/ending.ts'
import { resetWorld, type Realm } from '../realm.ts'
import { readTokenOptions, type TokenOptions } from '../tokens/token-options.ts'
import { mintToken } from '../tokens/token-order.ts'
import type { Breakage } from './breakages.ts'
import type { Rehearsal } from './rehearsal.ts'
import type { LoggedRequest } from './request-log.ts'
import { listSessions, type SessionSummary } from './session-summary.ts'

/** One row of the table of faults. */
export interface FaultDescription {
  readonly name: FaultName
  /** What is wrong with the token. */
  readonly sentence: string
  /** What a backend that accepted it would be open to. */
  readonly attack: string
}

/** What a test or a person at the keyboard may do to an issuer. The same is under `/dev/`, as JSON over HTTP. */
export interface Control {
  /** Mints an access token. Rejects with a TypeError that names the option at fault. */
  token(options?: TokenOptions): Promise<string>
  /** What can be wrong with a token that `token({ fault })` mints. */
  faults(): readonly FaultDescription[]
  /** The published key set; a fresh copy. */
  jwks(): Promise<{ keys: PublicJwk[] }>
  /**
   * Puts a new key first. It signs from now on; the older ones stay published, so their tokens stay valid. May also keep
   * the new key out of the key set for now, or give it the old one's `kid` and place.
   */
  rotateKeys(options?: RotateOptions): Promise<void>
  /** Publishes the keys that `rotateKeys` held back. */
  publishKeys(): Promise<void>
  /** Stops publishing all keys but the first. Tokens signed by the others can no longer be verified. */
  dropOldKeys(): Promise<void>
  /** Moves the issuer's clock by whole seconds, back where they are negative; several moves add up. */
  moveClock(seconds: number): void
  /** Breaks one of the issuer's paths, until it is mended or as often as `times` says. */
  breakPath(path: string, breakage: Breakage): void
  /** Without a path, mends them all. */
  mendPath(path?: string): void
  /**
   * Remembers keys and broken paths, for as many seconds (60 unless it says otherwise) as `renewRehearsal` does not put
   * off. At its end all is as before. Rejects with a TypeError where one is going on.
   */
  beginRehearsal(seconds?: number): Promise<Rehearsal>
  /** Throws a TypeError where it has ended. */
  renewRehearsal(id: string, seconds?: number): Rehearsal
  /** Puts keys and broken paths back. Says whether there was one. */
  endRehearsal(id: string): Promise<boolean>
  /** All users that are known. */
  users(): readonly User[]
  /** Adds a user, or replaces the one of the same id. */
  putUser(user: UserOptions): void
  /** From now on the user cannot log in or refresh, and userinfo and the resolver refuse their tokens. */
  disableUser(id: string): void
  enableUser(id: string): void
  /** Who is logged in. */
  sessions(): readonly SessionSummary[]
  /** Ends a session, named by its id or by a `sid`, with what hangs on it. Says whether there was one. */
  endSession(name: string): boolean
  /** What was asked of the issuer, oldest first; all, or what was asked of one path. Not what was asked of `/dev/`. */
  requests(path?: string): readonly LoggedRequest[]
  /** Makes everything as it was at the start: clock, users, sessions, tokens, paths, requests and keys. */
  reset(): Promise<void>
}

export function createControl(realm: Realm): Control {
  const { keys, clock, people, breakages, rehearsals, requests } = realm
  return {
    token: async (options = {}) => mintToken(readTokenOptions(options), realm),
    faults: () =>
      FAULT_NAMES.map((name) => ({ name, sentence: FAULTS[name].sentence, attack: FAULTS[name].attack })),
    jwks: () => publicJwks(keys),
    rotateKeys: async (options = {}) => {
      checkOptions<RotateOptions>('rotateKeys', options, { publish: oneOf(['now', 'later']), keepKid: flag })
      await keys.rotate(options)
    },
    publishKeys: () => keys.publish(),
    dropOldKeys: () => keys.dropOld(),
    moveClock: (seconds) => clock.move(seconds),
    breakPath: (path, breakage) => breakages.put(path, breakage),
    mendPath: (path) => breakages.mend(path),
    beginRehearsal: (seconds) => rehearsals.begin(seconds),
    renewRehearsal: (id, seconds) => rehearsals.renew(id, seconds),
    endRehearsal: (id) => rehearsals.end(id),
    users: () => people.all(),
    putUser: (user) => void people.put(user),
    disableUser: (id) => people.setDisabled(id, true),
    enableUser: (id) => people.setDisabled(id, false),
    sessions: () => listSessions(realm),
    endSession: (name) => endSession(name, realm),
    requests: (path) => requests.list(path),
    reset: () => resetWorld(realm),
  }
}
