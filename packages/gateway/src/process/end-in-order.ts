import type { Fleet } from './fleet.ts'

/** How often is looked whether the last connection has ended. */
const LOOK_MS = 50

/**
 * Ends a fleet within `drainSeconds`. First it goes on taking requests, each answer of which ends its connection: those who
 * watch readiness send the next ones elsewhere, and no proxy loses one on a connection that is closed under its hands. That
 * takes a quarter of the time where somebody can watch, else a tenth and a second at most; nothing where nobody is
 * connected. Then the listeners close, and what is under way is answered.
 */
export async function endInOrder(
  fleet: Fleet,
  drainSeconds: number,
  isPatient: boolean,
  isWatched: boolean,
): Promise<void> {
  const endAt = performance.now() + drainSeconds * 1000
  await fleet.beginEnding()
  if (isPatient) {
    const waitMs = isWatched ? drainSeconds * 250 : Math.min(drainSeconds * 100, 1_000)
    await letGo(fleet, waitMs, isWatched)
  }
  await fleet.end(Math.max(0, endAt - performance.now()))
}

async function letGo(fleet: Fleet, waitMs: number, isWatched: boolean): Promise<void> {
  const until = performance.now() + waitMs
  while (performance.now() < until) {
    const members = await fleet.health()
    // Who watches needs the time to see it, also where nobody is connected.
    if (!isWatched && members.every(({ connections }) => connections === 0)) return
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
