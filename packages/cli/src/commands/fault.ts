import { Command } from 'commander'
import { withControl } from '../control/control-options.ts'
import { BREAKABLE } from '../control/fault-options.ts'
import { toCount, toMilliseconds, toStatus } from '../control/value-options.ts'
import { withExamples, withWords, type MakeCommand } from '../make-command.ts'

export const fault: MakeCommand = (surroundings) =>
  withExamples(
    withControl(withWords(new Command('fault'), Object.keys(BREAKABLE)))
      .description('breaks a page of the local issuer, as an outage would')
      .argument('[page]', `${Object.keys(BREAKABLE).join(', ')}, or a path; none: says what is broken`)
      .option('--status <code>', 'answers with this status', toStatus)
      .option('--delay <time>', 'answers so much later: 500ms, 3s', toMilliseconds)
      .option('--drop', 'closes the connection without an answer')
      .option('--garbage', 'answers 200 with a body that is none')
      .option('--truncate <bytes>', 'breaks off after so many bytes', toCount)
      .option('--drip <bytes>', 'sends so many bytes a second', toCount)
      .option('--times <number>', 'only so often', toCount)
      .option('--mend', 'mends the page, or all')
      .action(async (page, options) => {
        const { runFault } = await import('../control/run-fault.ts')
        await runFault(page, options, surroundings)
      }),
    [
      {
        does: 'what does your backend do while the keys cannot be had?',
        line: 'tokenstile fault jwks --status 500',
      },
      { does: 'as it was', line: 'tokenstile fault --mend' },
    ],
  )
