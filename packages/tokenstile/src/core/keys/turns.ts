import { keepGoing, type Flight, type FlightSettings } from './flight.ts'

/** How long a run keeps others from starting theirs: then its request may be gone, and its run with it. */
const TURN_MS = 1000
/** How often whoever waits looks whether a result has come. */
const LOOK_MS = 20

/**
 * A flight for runtimes where a request must not wait for the I/O of another: there a run ends with its request, without
 * a word to those who wait. So they share results, never promises: each looks for one in its own time, and takes the
 * next turn where none comes. At most one run starts in a second, however many wait.
 */
export function createTurns<T>(
  task: () => Promise<T>,
  take: (result: T) => void,
  { waitUntil, monotonicNow, after }: FlightSettings,
): Flight {
  let startedAt = -Infinity
  let started = 0
  /** The youngest run that is over. */
  let over = 0

  const isUnderWay = (): boolean => monotonicNow() - startedAt < TURN_MS

  async function takeTurn(): Promise<void> {
    startedAt = monotonicNow()
    const mine = ++started
    try {
      const result = await task()
      // One that was overtaken knows less than what is there.
      if (end(mine)) take(result)
    } catch {
      end(mine)
    }
  }

  /** Ends a run; false where a younger one is over before it. */
  function end(run: number): boolean {
    if (run < over) return false
    over = run
    if (run === started) startedAt = -Infinity
    return true
  }

  async function wait(): Promise<void> {
    const seen = over
    while (over === seen) {
      if (!isUnderWay()) {
        const turn = takeTurn()
        keepGoing(turn, waitUntil)
        return await turn
      }
      await new Promise<void>((resolve) => void after(LOOK_MS, resolve))
    }
  }

  return {
    // A clock of the program may throw. Whoever waited asks it again and meets what it throws.
    run: () => wait().catch(() => undefined),
    isUnderWay,
    outlivesRequest: waitUntil !== undefined,
  }
}
