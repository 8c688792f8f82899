import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Socket } from 'node:net'
import type { GatewayConfig } from '../config/schema.ts'
import type { Log } from '../observe/log.ts'
import { createTallies } from '../observe/tallies.ts'
import type { Addresses, Entrance } from '../server/listen.ts'
import { createCaller, GoneError } from './calls.ts'
import { openEntrances, type Entrances, type Taker } from './entrances.ts'
import type { RememberedKeys } from './key-memory.ts'
import { createMember, MEMBER_METHODS, type Member } from './member.ts'

/** A member that was taken on. */
export interface Recruit {
  readonly member: Member
  /** From now on it gets connections. */
  begin(): void
  /** Resolves with the reason when it is there no more. */
  readonly gone: Promise<string>
  /** Ends it hard. */
  kill(): void
}

/** Where members get their requests from. */
export type Place = Pick<GatewayConfig, 'listen' | 'grpc'>

/** Finds those who answer. */
export interface Recruiter {
  /** Opens what all of them get connections by, and gives where that is; undefined where they open it themselves. */
  open(place: Place): Promise<Addresses | undefined>
  /** Takes a member on, and hears of the keys that it fetches. */
  takeOn(onKeys: (keys: RememberedKeys) => void): Promise<Recruit>
  /** Closes what it opened. Resolves when somebody has each connection that came, or the time for it is over. */
  close(limitMs?: number): Promise<void>
}

/** The only member is this process: it answers itself. */
export function recruitHere(log: Log): Recruiter {
  return {
    open: async () => undefined,
    takeOn: async (onKeys) => ({
      member: createMember(log, createTallies(), onKeys),
      begin: () => {},
      gone: new Promise(() => {}),
      kill: () => {},
    }),
    close: async () => {},
  }
}

/** Members that are processes of their own. This one takes the connections, and hands them on. */
export function recruitWorkers(): Recruiter {
  let entrances: Entrances | undefined
  return {
    open: async (place) => (entrances = await openEntrances(place)).addresses,
    takeOn: (onKeys) =>
      new Promise((resolve, reject) => {
        const worker = fork(WORKER, [])
        const recruit = toRecruit(worker, onKeys, (taker) => entrances?.admit(taker))
        // What is sent before it listens is lost.
        worker.once('message', () => resolve(recruit))
        void recruit.gone.then((reason) => reject(new Error(reason)))
      }),
    close: async (limitMs = 0) => entrances?.close(limitMs),
  }
}

const WORKER = fileURLToPath(new URL('./worker-start.js', import.meta.url))

/** How long a worker may take for what it does at once. */
const ANSWER_MS = 10_000
/** How long it may take to make a configuration, which waits for keys. */
const PREPARE_MS = 15_000

/** What a worker says of itself. */
interface Told {
  readonly keys?: RememberedKeys
  /** It has the connection that it got last. */
  readonly hasTaken?: true
}

function toRecruit(
  worker: ChildProcess,
  onKeys: (keys: RememberedKeys) => void,
  admit: (taker: Taker) => void,
): Recruit {
  const caller = createCaller((message) => {
    // A worker that is just ending takes no messages; its end is heard below.
    if (worker.connected) worker.send(message as object, () => {})
  })
  let onTaken: ((error?: GoneError) => void) | undefined
  worker.on('message', (message: unknown) => {
    if (caller.take(message)) return
    const { keys, hasTaken } = message as Told
    if (keys !== undefined) onKeys(keys)
    if (hasTaken) onTaken?.()
  })
  worker.on('error', () => {})
  const gone = new Promise<string>((resolve) => {
    worker.once('exit', (code, signal) => {
      const reason = `worker ${worker.pid} ended by ${signal ?? `exit code ${code}`}`
      caller.end(reason)
      onTaken?.(new GoneError(reason))
      resolve(reason)
    })
  })
  const take = (socket: Socket, entrance: Entrance): Promise<void> =>
    new Promise((resolve, reject) => {
      onTaken = (error) => (error === undefined ? resolve() : reject(error))
      if (!worker.connected) return reject(new GoneError('the worker is ending'))
      // It stays open here too until the worker has it.
      worker.send({ entrance }, socket, { keepOpen: true }, (error) => {
        if (error !== null) reject(error)
      })
    })
  const methods = MEMBER_METHODS.map((method) => [
    method,
    (...args: readonly unknown[]) => caller.call(method, args, limitOf(method, args)),
  ])
  return {
    // Each method is there, and what it gives is what the same method gave in the worker.
    member: Object.fromEntries(methods) as unknown as Member,
    begin: () => admit(take),
    gone,
    kill: () => worker.kill('SIGKILL'),
  }
}

function limitOf(method: keyof Member, args: readonly unknown[]): number {
  if (method === 'prepare' || method === 'explain') return PREPARE_MS
  return method === 'end' ? Number(args[0]) + ANSWER_MS : ANSWER_MS
}
