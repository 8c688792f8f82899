import type { ResolvedSettings } from '../settings.ts'

/** A task that many ask for at once, and that runs as seldom as the runtime allows. */
export interface Flight {
  /**
   * Starts the task, or waits for a run that is under way. Never rejects. Nobody who stops waiting ends it for others.
   * When the result of a run is taken it is over: whoever asks from then on starts another.
   */
  run(): Promise<void>
  isUnderWay(): boolean
  /** Whether a run goes on behind the answer to the request that started it. */
  readonly outlivesRequest: boolean
}

/** What a flight needs of the runtime. */
export type FlightSettings = Pick<ResolvedSettings, 'sharesIo' | 'waitUntil' | 'monotonicNow' | 'after'>

/** Asks the runtime to let work go on behind the answer. What it throws, outside of a request, changes nothing. */
export function keepGoing(work: Promise<unknown>, waitUntil: FlightSettings['waitUntil']): void {
  try {
    waitUntil?.(work)
  } catch {
    // There is no request whose end could stop the work.
  }
}
