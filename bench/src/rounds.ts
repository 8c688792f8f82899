import { median, quantile } from './statistics.ts'

/** One of those that are compared. */
export interface Contestant {
  readonly name: string
  /** Prepares a batch of so many operations, outside the measured time; what it gives runs them. */
  prepare(count: number): () => unknown
}

/** How long to measure. */
export interface Effort {
  readonly rounds: number
  readonly warmUpMs: number
  readonly batchMs: number
}

/** What was measured for one contestant: CPU microseconds an operation, one value a round. */
export type Measured = ReadonlyMap<string, readonly number[]>

/**
 * Runs short batches of all contestants in turn, so that a disturbance of the machine meets all of them alike, each
 * round in another order: whoever follows its like would find the processor's caches warm. Counts the CPU time of the whole process: threads that a contestant uses are its cost.
 */
export async function runRounds(contestants: readonly Contestant[], effort: Effort): Promise<Measured> {
  const sizes = new Map<Contestant, number>()
  for (const contestant of contestants) sizes.set(contestant, await warmUp(contestant, effort))
  const measured = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < effort.rounds; round++) {
    for (const contestant of shuffled(contestants)) {
      const size = sizes.get(contestant) as number
      measured.get(contestant.name)?.push((await measure(contestant, size)) / size)
    }
  }
  return measured
}

/** Lets the compiler finish, and gives the size of a batch that takes `batchMs`. */
async function warmUp(contestant: Contestant, { warmUpMs, batchMs }: Effort): Promise<number> {
  let size = 1
  let latest = 0
  for (let spent = 0; spent < warmUpMs * 1000; spent += Math.max(latest, 1)) {
    latest = await measure(contestant, size)
    if (latest < batchMs * 1000) size = Math.ceil(size * 1.5)
  }
  const perOperation = quantile(await times(20, async () => (await measure(contestant, size)) / size), 0.25)
  return Math.max(1, Math.round((batchMs * 1000) / perOperation))
}

async function measure(contestant: Contestant, size: number): Promise<number> {
  const run = contestant.prepare(size)
  const before = process.cpuUsage()
  const result = run()
  if (result instanceof Promise) await result
  const { user, system } = process.cpuUsage(before)
  return user + system
}

async function times<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let at = 0; at < count; at++) results.push(await run())
  return results
}

/** Microseconds of one operation: the lower quartile, which a noisy neighbour moves least. */
export function microseconds(measured: Measured, name: string): number {
  return quantile(measured.get(name) ?? [], 0.25)
}

/** How many times as long as another: the median over the rounds of the ratio within a round. */
export function ratio(measured: Measured, name: string, toName: string): number {
  const base = measured.get(toName) ?? []
  return median((measured.get(name) ?? []).map((value, round) => value / (base[round] ?? NaN)))
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
