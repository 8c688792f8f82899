import { createClientBook, type ClientBook } from './clients/client-book.ts'
import { createBreakages, type Breakages } from './control/breakages.ts'
import { createClock, type Clock } from './control/clock.ts'
import { createRehearsals, type Rehearsals } from './control/rehearsal.ts'
import { createRequestLog, type RequestLog } from './control/request-log.ts'
import { createSigningKeys, type SigningKeys } from './keys/signing-keys.ts'
import type { IssuerSettings } from './options/issuer-options.ts'
import { createPeople, type People } from './people/people.ts'
import { createAccessGrants, type AccessGrants } from './protocol/access-grants.ts'
import { createCodes, type Codes } from './protocol/codes.ts'
import { createOfflineGrants, type OfflineGrants } from './protocol/offline-grants.ts'
import { createSessions, type Sessions } from './protocol/sessions.ts'

/** All that an issuer remembers. A running issuer shares it with the one it came from. */
export interface World {
  readonly settings: IssuerSettings
  readonly clock: Clock
  readonly keys: SigningKeys
  readonly people: People
  readonly clients: ClientBook
  readonly sessions: Sessions
  readonly offlineGrants: OfflineGrants
  readonly accessGrants: AccessGrants
  readonly codes: Codes
  readonly breakages: Breakages
  readonly rehearsals: Rehearsals
  readonly requests: RequestLog
}

/** A world under one name: the endpoint that its tokens and documents carry. */
export interface Realm extends World {
  readonly endpoint: string
}

export function createWorld(settings: IssuerSettings): World {
  const clock = createClock(settings.now)
  const keys = createSigningKeys(clock.now, settings.keysFile)
  const breakages = createBreakages()
  return {
    settings,
    clock,
    keys,
    people: createPeople(() => settings.inhabitants().users),
    clients: createClientBook(() => settings.inhabitants().clients),
    sessions: createSessions(),
    offlineGrants: createOfflineGrants(),
    accessGrants: createAccessGrants(),
    codes: createCodes(),
    breakages,
    rehearsals: createRehearsals({ keys, breakages }),
    requests: createRequestLog(),
  }
}

/** Makes the world as it was at the start. The first key signs again, and alone. */
export async function resetWorld(world: World): Promise<void> {
  for (const part of [
    world.clock,
    world.people,
    world.sessions,
    world.offlineGrants,
    world.accessGrants,
    world.codes,
    world.rehearsals,
    world.breakages,
    world.requests,
  ]) {
    part.reset()
  }
  await world.keys.reset()
}
