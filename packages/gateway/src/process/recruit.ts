import cluster, { type Worker } from 'node:cluster'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Log } from '../observe/log.ts'
import { createTallies } from '../observe/tallies.ts'
import { listen, type ListenAt } from '../server/listen.ts'
import { createCaller } from './calls.ts'
import type { RememberedKeys } from './key-memory.ts'
import { createMember, MEMBER_METHODS, type Member } from './member.ts'

/** A member that was taken on. */
export interface Recruit {
  readonly member: Member
  /** Resolves with the reason when it is there no more. */
  readonly gone: Promise<string>
  /** Ends it hard. */
  kill(): void
}

/** Finds those who answer. */
export interface Recruiter {
  /** Where all of them are to listen: any free port becomes a certain one, where several have to find the same. */
  settle(at: ListenAt): Promise<ListenAt>
  /** Takes a member on, and hears of the keys that it fetches. */
  takeOn(onKeys: (keys: RememberedKeys) => void): Promise<Recruit>
}

/** The only member is this process: it answers itself. */
export function recruitHere(log: Log): Recruiter {
  return {
    settle: async (at) => at,
    takeOn: async (onKeys) => ({
      member: createMember(log, createTallies(), onKeys),
      gone: new Promise(() => {}),
      kill: () => {},
    }),
  }
}

/** Members that are processes of their own, which share the listeners. */
export function recruitWorkers(): Recruiter {
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./worker-start.js', import.meta.url)), args: [] })
  return {
    settle: async (at) => ('socket' in at || at.port !== 0 ? at : { ...at, port: await findPort(at.host) }),
    takeOn: (onKeys) =>
      new Promise((resolve, reject) => {
        const worker = cluster.fork()
        const recruit = toRecruit(worker, onKeys)
        // What is sent before it listens is lost.
        worker.once('message', () => resolve(recruit))
        void recruit.gone.then((reason) => reject(new Error(reason)))
      }),
  }
}

async function findPort(host: string | undefined): Promise<number> {
  const server = createServer()
  const address = await listen(server, { host, port: 0 })
  await new Promise((resolve) => server.close(resolve))
  return Number(address.slice(address.lastIndexOf(':') + 1))
}

/** How long a worker may take for what it does at once. */
const ANSWER_MS = 10_000
/** How long it may take to make a configuration, which waits for keys. */
const PREPARE_MS = 15_000

function toRecruit(worker: Worker, onKeys: (keys: RememberedKeys) => void): Recruit {
  const caller = createCaller((message) => {
    // A worker that is just ending takes no messages; its end is heard below.
    if (worker.isConnected()) worker.send(message as object, () => {})
  })
  worker.on('message', (message: unknown) => {
    if (caller.take(message)) return
    const { keys } = message as { readonly keys?: RememberedKeys }
    if (keys !== undefined) onKeys(keys)
  })
  worker.on('error', () => {})
  const gone = new Promise<string>((resolve) => {
    worker.once('exit', (code, signal) => {
      const reason = `worker ${worker.process.pid} ended by ${signal ?? `exit code ${code}`}`
      caller.end(reason)
      resolve(reason)
    })
  })
  const methods = MEMBER_METHODS.map((method) => [
    method,
    (...args: readonly unknown[]) => caller.call(method, args, limitOf(method, args)),
  ])
  return {
    // Each method is there, and what it gives is what the same method gave in the worker.
    member: Object.fromEntries(methods) as unknown as Member,
    gone,
    kill: () => worker.process.kill('SIGKILL'),
  }
}

function limitOf(method: keyof Member, args: readonly unknown[]): number {
  if (method === 'prepare' || method === 'explain') return PREPARE_MS
  return method === 'end' ? Number(args[0]) + ANSWER_MS : ANSWER_MS
}
