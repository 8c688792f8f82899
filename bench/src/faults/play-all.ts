import { WAITING_FAULTS } from './outage-faults.ts'
import type { FaultGroup } from './fault-groups.ts'
import type { Library } from './libraries.ts'
import type { LocalCertificate } from './local-certificate.ts'
import { playFault } from './play-fault.ts'
import type { Fault } from './stage.ts'

/** As many as may run here without one being in the other's way, and as many more as mostly wait. */
const AT_ONCE = 2
const WAITING_AT_ONCE = 5

/** What was seen: a fault's words, in the order of the libraries. */
export type Seen = ReadonlyMap<Fault, readonly string[]>

/** Plays every fault to every library. */
export async function playAll(
  groups: readonly FaultGroup[],
  libraries: readonly Library[],
  certificate: LocalCertificate,
  say: (progress: string) => void,
): Promise<Seen> {
  const seen = new Map<Fault, string[]>()
  const plays = groups
    .flatMap(({ faults }) => faults)
    .flatMap((fault) => libraries.map((library, at) => ({ fault, library, at })))

  async function play({ fault, library, at }: (typeof plays)[number]): Promise<void> {
    if (!seen.has(fault)) say(`${fault.title} ...`)
    const words = seen.get(fault) ?? []
    seen.set(fault, words)
    words[at] = await playFault(fault, library, certificate)
  }

  await Promise.all([
    runInLanes(plays.filter(mostlyRuns), AT_ONCE, play),
    runInLanes(plays.filter(mostlyWaits), WAITING_AT_ONCE, play),
  ])
  return seen
}

function mostlyWaits({ fault }: { fault: Fault }): boolean {
  return WAITING_FAULTS.includes(fault)
}

function mostlyRuns(play: { fault: Fault }): boolean {
  return !mostlyWaits(play)
}

async function runInLanes<T>(
  items: readonly T[],
  lanes: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  const runLane = async (): Promise<void> => {
    for (const item of left) await run(item)
  }
  await Promise.all(Array.from({ length: lanes }, runLane))
}
