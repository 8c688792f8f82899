import { WAITING_FAULTS } from './outage-faults.ts'
import type { FaultGroup } from './fault-groups.ts'
import type { Library } from './libraries.ts'
import type { LocalCertificate } from './local-certificate.ts'
import { playFault } from './play-fault.ts'
import type { Fault } from './stage.ts'

/** As many as this machine may be expected to run without one being in the other's way. */
const AT_ONCE = 2

/** What was seen: a fault's words, in the order of the libraries. */
export type Seen = ReadonlyMap<Fault, readonly string[]>

/** Plays every fault to every library. Those that only wait are all played at once. */
export async function playAll(
  groups: readonly FaultGroup[],
  libraries: readonly Library[],
  certificate: LocalCertificate,
  say: (progress: string) => void,
): Promise<Seen> {
  const seen = new Map<Fault, string[]>()
  const plays = groups.flatMap(({ faults }) =>
    faults.flatMap((fault) => {
      const words: string[] = []
      seen.set(fault, words)
      return libraries.map((library, at) => ({
        fault,
        run: async () => {
          words[at] = await playFault(fault, library, certificate)
        },
      }))
    }),
  )
  const waiting = plays.filter(({ fault }) => WAITING_FAULTS.includes(fault))
  say(`waiting with ${waiting.length} processes ...`)
  await Promise.all(waiting.map(({ run }) => run()))

  const others = plays.filter((play) => !waiting.includes(play)).values()
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const { fault, run } of others) {
      if (seen.get(fault)?.every((words) => words === undefined)) say(`${fault.title} ...`)
      await run()
    }
  })
  await Promise.all(lanes)
  return seen
}
