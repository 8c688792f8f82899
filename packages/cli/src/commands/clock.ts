import { Command, InvalidArgumentError } from 'commander'
import { withControl } from '../control/control-options.ts'
import { toMove } from '../control/value-options.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'

export const clock: MakeCommand = (surroundings) =>
  withExamples(
    withControl(new Command('clock'))
      .description('shows and moves the clock of the local issuer')
      .argument('[change]', 'how far: +1h, -30m; several moves add up. "reset" puts it right', toChange)
      // So that -30m is no option.
      .allowUnknownOption()
      .action(async (change, options) => {
        const { runClock } = await import('../control/run-clock.ts')
        await runClock(change, options, surroundings)
      }),
    [
      { does: 'tokens that count only in an hour', line: 'tokenstile clock +1h' },
      { does: 'tokens that expired', line: 'tokenstile clock -2h' },
      { does: 'as it was', line: 'tokenstile clock reset' },
    ],
  )

function toChange(text: string): number | 'reset' {
  if (text === 'reset') return text
  if (!/^[+-]/.test(text)) throw new InvalidArgumentError('expected +1h, -30m or reset')
  return toMove(text)
}
