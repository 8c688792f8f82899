/** A task that runs once at a time, however many ask for it. */
export interface SingleFlight {
  /** Starts the task, or joins the run that is under way. Nobody who stops waiting ends it for the others. */
  run(): Promise<void>
  isUnderWay(): boolean
}

/**
 * The task begins a step later than it is asked for: it may call back into whoever asked. It must not reject. When its
 * result is taken the run is over: whoever asks from then on starts another.
 */
export function createSingleFlight<T>(task: () => Promise<T>, take: (result: T) => void): SingleFlight {
  let underWay: Promise<void> | undefined
  return {
    run() {
      underWay ??= Promise.resolve()
        .then(task)
        .then((result) => {
          underWay = undefined
          take(result)
        })
      return underWay
    },
    isUnderWay: () => underWay !== undefined,
  }
}
