import type { Flight, FlightSettings } from './flight.ts'
import { createSingleFlight } from './single-flight.ts'
import { createTurns } from './turns.ts'

/** Makes a flight: one for all where requests may wait for each other's I/O, else one in which they take turns. */
export function createFlight<T>(
  task: () => Promise<T>,
  take: (result: T) => void,
  settings: FlightSettings,
): Flight {
  return settings.sharesIo ? createSingleFlight(task, take, settings) : createTurns(task, take, settings)
}
