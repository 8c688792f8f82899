import type { Contestant } from './rounds.ts'
import { createPresenter } from './signed-tokens.ts'

/** Something that verifies a token: throws or rejects where it refuses. */
export interface Verifying {
  readonly name: string
  readonly verify: (token: string) => unknown
}

/** Lets it verify tokens that come as from a server. Those that answer later get a whole batch at once. */
export function toContestant({ name, verify }: Verifying, tokens: readonly Buffer[]): Contestant {
  const present = createPresenter(tokens)
  return {
    name,
    prepare: (count) => {
      const presented = present(count)
      return () => {
        const first = verify(presented[0] as string)
        if (first instanceof Promise) return Promise.all([first, ...presented.slice(1).map(verify)])
        for (let at = 1; at < count; at++) verify(presented[at] as string)
        return undefined
      }
    },
  }
}

/** Whether it accepts a token. */
export async function accepts({ verify }: Verifying, token: string): Promise<boolean> {
  try {
    await verify(token)
    return true
  } catch {
    return false
  }
}
