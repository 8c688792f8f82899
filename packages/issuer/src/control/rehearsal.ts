import { randomUUID } from 'node:crypto'
import type { World } from '../realm.ts'

/** A time in which keys may change and paths may break, after which they are as before. */
export interface Rehearsal {
  readonly id: string
  /** When it ends by itself, in seconds from now. */
  readonly seconds: number
}

export interface Rehearsals {
  /** Remembers keys and broken paths. Throws a TypeError where a rehearsal is going on. */
  begin(seconds?: number): Promise<Rehearsal>
  /** Puts its end off. Throws a TypeError where it has ended. */
  renew(id: string, seconds?: number): Rehearsal
  /** Puts keys and paths back. Says whether there was one. */
  end(id: string): Promise<boolean>
  /** Forgets the one that is going on, and puts nothing back. */
  reset(): void
}

const DEFAULT_SECONDS = 60
const MAX_SECONDS = 3600

/**
 * What rehearses faults may die in the middle: then nobody would put things back. So a rehearsal ends by itself unless it
 * is renewed.
 */
export function createRehearsals({ keys, breakages }: Pick<World, 'keys' | 'breakages'>): Rehearsals {
  let current: { readonly id: string; readonly putBack: () => Promise<void> } | undefined
  let timer: NodeJS.Timeout | undefined

  const end = async (id: string): Promise<boolean> => {
    if (current?.id !== id) return false
    const { putBack } = current
    clearTimeout(timer)
    current = undefined
    await putBack()
    return true
  }
  const schedule = (id: string, seconds: number): Rehearsal => {
    clearTimeout(timer)
    // It must not keep the process alive: with the process, all that it would put back is gone.
    timer = setTimeout(() => void end(id).catch(() => undefined), seconds * 1000).unref()
    return { id, seconds }
  }

  return {
    async begin(seconds = DEFAULT_SECONDS) {
      checkSeconds(seconds)
      const heldKeys = await keys.all()
      if (current !== undefined) {
        throw new TypeError('rehearsal: one is going on already; end it, or wait until it ends by itself')
      }
      const broken = Object.entries(breakages.list())
      const id = randomUUID()
      current = {
        id,
        putBack: async () => {
          breakages.reset()
          for (const [path, breakage] of broken) breakages.put(path, breakage)
          await keys.putBack(heldKeys)
        },
      }
      return schedule(id, seconds)
    },
    renew(id, seconds = DEFAULT_SECONDS) {
      checkSeconds(seconds)
      if (current?.id !== id) throw new TypeError('rehearsal: it has ended; begin another one')
      return schedule(id, seconds)
    },
    end,
    reset() {
      clearTimeout(timer)
      current = undefined
    },
  }
}

function checkSeconds(seconds: unknown): void {
  if (!Number.isSafeInteger(seconds) || (seconds as number) < 1 || (seconds as number) > MAX_SECONDS) {
    throw new TypeError(`rehearsal: seconds must be a whole number from 1 to ${MAX_SECONDS}`)
  }
}
