import type { Surroundings } from '../surroundings.ts'
import { describeDuration, describeMoment } from '../terminal/local-time.ts'
import { createControlClient } from './control-client.ts'
import type { ControlOptions } from './control-options.ts'

/** What to do with the clock: nothing, move it by seconds, or put it right again. */
export type ClockChange = number | 'reset' | undefined

/** Moves the clock of the local issuer and says what it shows. */
export async function runClock(
  change: ClockChange,
  options: ControlOptions,
  surroundings: Surroundings,
): Promise<void> {
  const control = createControlClient(options, surroundings)
  const ahead = ({ now }: { readonly now: number }): number => now - Math.floor(surroundings.now() / 1000)
  let shown = await control.get<{ readonly now: number }>('clock')
  const move = change === 'reset' ? -ahead(shown) : change
  if (move !== undefined && move !== 0) shown = await control.post('clock', { moveBySeconds: move })
  surroundings.out(
    `the issuer's clock shows ${describeMoment(shown.now) ?? shown.now}, ${describe(ahead(shown))}\n`,
  )
}

/** The two clocks are read one after the other. */
function describe(seconds: number): string {
  if (Math.abs(seconds) <= 2) return 'as this machine does'
  return `${describeDuration(Math.abs(seconds))} ${seconds < 0 ? 'behind' : 'ahead of'} this machine`
}
