import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Another process of the bench. Dies with this one. */
export interface Child {
  /** The next message that it sends. */
  next<T>(): Promise<T>
  /** Sends a message and gives the next one that comes. */
  ask<T>(message: object): Promise<T>
  hasEnded(): boolean
  stop(): Promise<void>
}

/** Starts a module of the bench as a process of its own. */
export function startChild(
  name: string,
  args: readonly string[],
  flags: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Child {
  const file = fileURLToPath(new URL(`${name}.js`, import.meta.url))
  const env = { ...process.env, ...environment }
  const child = fork(file, args, { execArgv: [...process.execArgv, ...flags], env })
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  return {
    next: () => nextMessage(child, name),
    ask: async (message) => {
      if (hasEnded()) throw new Error(`${name} has ended`)
      const answer = nextMessage(child, name)
      child.send(message)
      return (await answer) as never
    },
    hasEnded,
    stop: async () => {
      if (hasEnded()) return
      const end = once(child, 'exit')
      child.disconnect()
      await end
    },
  }
}

async function nextMessage<T>(child: ChildProcess, name: string): Promise<T> {
  const controller = new AbortController()
  const { signal } = controller
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${name} ended with exit code ${String(code)}`)
    })
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [T]
    return message
  } finally {
    controller.abort()
  }
}
