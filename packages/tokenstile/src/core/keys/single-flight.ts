import { keepGoing, type Flight, type FlightSettings } from './flight.ts'

/**
 * A flight for runtimes where all requests share what one of them started. The task begins a step later than it is asked
 * for: it may call back into whoever asked.
 */
export function createSingleFlight<T>(
  task: () => Promise<T>,
  take: (result: T) => void,
  { waitUntil }: Pick<FlightSettings, 'waitUntil'>,
): Flight {
  let underWay: Promise<void> | undefined

  function start(): Promise<void> {
    return Promise.resolve()
      .then(task)
      .then((result) => {
        underWay = undefined
        take(result)
      })
      .catch(() => {
        // A clock of the program threw. Whoever waited asks it again and meets what it throws.
        underWay = undefined
      })
  }

  return {
    run() {
      if (underWay === undefined) {
        underWay = start()
        keepGoing(underWay, waitUntil)
      }
      return underWay
    },
    isUnderWay: () => underWay !== undefined,
    outlivesRequest: true,
  }
}
