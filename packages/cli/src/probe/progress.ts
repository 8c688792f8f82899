import { styleFor } from '../terminal/style.ts'
import type { Surroundings } from '../surroundings.ts'

/** Hears how far it is. */
export type OnProgress = (done: number, all: number, what: string) => void

/** Shows how far a probe is, on one line of a terminal; elsewhere nothing. */
export function createProgress(surroundings: Pick<Surroundings, 'err' | 'isTerminal' | 'environment'>): {
  readonly show: OnProgress
  readonly end: () => void
} {
  const { err, isTerminal } = surroundings
  const style = styleFor(surroundings, 'err')
  let isShown = false
  return {
    show: (done, all, what) => {
      if (!isTerminal.err) return
      isShown = true
      err(`\r\u001b[K${style.faint(`${done}/${all} ${what}`)}`)
    },
    end: () => {
      if (isShown) err('\r\u001b[K')
    },
  }
}
