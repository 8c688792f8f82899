import { Command } from 'commander'
import { withControl } from '../control/control-options.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'

export const rotate: MakeCommand = (surroundings) =>
  withExamples(
    withControl(new Command('rotate'))
      .description('has the local issuer sign with a new key')
      .option('--unpublished', 'the new key signs before the key set has it')
      .option('--publish', 'no new key; publishes those that were held back')
      .option('--keep-kid', 'the new key gets the kid of the one it replaces')
      .option('--drop-old', 'no new key; publishes the newest alone')
      .action(async (options) => {
        const { runRotate } = await import('../control/run-rotate.ts')
        await runRotate(options, surroundings)
      }),
    [
      {
        does: 'does your backend find the new key?',
        line: 'tokenstile rotate && tokenstile token --user alice',
      },
      { does: 'what does it say while the key is not there yet?', line: 'tokenstile rotate --unpublished' },
    ],
  )
