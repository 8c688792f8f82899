import type { VerifierEvent } from 'tokenstile'

/** Keeps what a verifier tells, and lets a test wait for it instead of for time. */
export interface EventLog {
  readonly events: VerifierEvent[]
  readonly onEvent: (event: VerifierEvent) => void
  /** Fulfilled by the next event of this type. */
  next<T extends VerifierEvent['type']>(type: T): Promise<Extract<VerifierEvent, { type: T }>>
}

export function createEventLog(): EventLog {
  const events: VerifierEvent[] = []
  const waiting = new Set<(event: VerifierEvent) => void>()
  return {
    events,
    onEvent(event) {
      events.push(event)
      for (const tell of waiting) tell(event)
    },
    next<T extends VerifierEvent['type']>(type: T) {
      return new Promise<Extract<VerifierEvent, { type: T }>>((resolve) => {
        waiting.add(function tell(event) {
          if (event.type !== type) return
          waiting.delete(tell)
          resolve(event as Extract<VerifierEvent, { type: T }>)
        })
      })
    },
  }
}
