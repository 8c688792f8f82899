import { ConfigurationError } from '../config/problem.ts'
import { ListenError } from '../server/listen.ts'

/** Calls from one process to another, by messages. */
export interface Caller {
  /** Calls a method there. Rejects with what it threw, or when no answer came in time or can come any more. */
  call(method: string, args: readonly unknown[], timeoutMs: number): Promise<unknown>
  /** Takes a message: whether it was an answer. */
  take(message: unknown): boolean
  /** Nobody answers any more. */
  end(reason: string): void
}

interface Call {
  readonly call: number
  readonly method: string
  readonly args: readonly unknown[]
}

interface Reply {
  readonly reply: number
  readonly value?: unknown
  readonly error?: { readonly name: string; readonly message: string; readonly lines?: readonly string[] }
}

/** Who is called does not answer, and never will: not a fault of what was asked. */
export class GoneError extends Error {
  override readonly name = 'GoneError'
}

export function createCaller(send: (message: unknown) => void): Caller {
  const waiting = new Map<number, (reply: Reply) => void>()
  let last = 0
  let gone: string | undefined

  return {
    call: (method, args, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) return reject(new GoneError(gone))
        const call = (last += 1)
        const late = setTimeout(() => {
          waiting.delete(call)
          reject(new GoneError(`no answer to ${method} in ${timeoutMs} ms`))
        }, timeoutMs)
        waiting.set(call, ({ value, error }) => {
          waiting.delete(call)
          clearTimeout(late)
          if (error === undefined) resolve(value)
          else reject(toError(error))
        })
        send({ call, method, args } satisfies Call)
      }),
    take: (message) => {
      const reply = message as Reply
      if (typeof reply?.reply !== 'number') return false
      waiting.get(reply.reply)?.(reply)
      return true
    },
    end: (reason) => {
      gone = reason
      for (const [reply, answer] of waiting) {
        answer({ reply, error: { name: 'GoneError', message: reason } })
      }
    },
  }
}

/** Answers the calls to `target`, by its named methods alone. */
export async function answerCall(
  message: unknown,
  target: object,
  methods: readonly string[],
  send: (message: unknown) => void,
): Promise<void> {
  const { call, method, args } = message as Call
  if (typeof call !== 'number' || !methods.includes(method)) return
  try {
    const run = (target as Record<string, (...args: readonly unknown[]) => unknown>)[method]
    send({ reply: call, value: await run?.(...args) } satisfies Reply)
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const lines = error instanceof ConfigurationError ? { lines: error.lines } : undefined
    send({ reply: call, error: { name, message, ...lines } } satisfies Reply)
  }
}

function toError({ name, message, lines }: NonNullable<Reply['error']>): Error {
  if (lines !== undefined) return new ConfigurationError(lines)
  if (name === 'GoneError') return new GoneError(message)
  if (name === 'ListenError') return new ListenError(message)
  return Object.assign(new Error(message), { name })
}
