import type { Log } from '../observe/log.ts'

/** Whoever broke where nobody expected it is in no state to answer: it says so and ends. */
export function endOnFault(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fault(error, 'this process broke and ends')
    log.flush()
    process.exit(1)
  })
}
