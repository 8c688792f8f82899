import { Command } from 'commander'
import { withExamples, type MakeCommand } from '../make-command.ts'
import { withTrust } from '../trust/trust-options.ts'

export const doctor: MakeCommand = (surroundings) =>
  withExamples(
    withTrust(new Command('doctor'))
      .description('looks through an issuer: what is wrong, and what to do')
      .option('--token [token]', 'looks at a token too: - reads standard input, nothing behind it asks')
      .option('--token-file <path>', 'reads that token from a file')
      .option('--json', 'prints JSON')
      .action(async (options) => {
        const { runDoctor } = await import('../doctor/run-doctor.ts')
        await runDoctor(options, surroundings)
      }),
    [
      {
        does: 'is the issuer as it should be?',
        line: 'tokenstile doctor --issuer https://project.authgear.cloud',
      },
      {
        does: 'and why is this token refused?',
        line: 'pbpaste | tokenstile doctor --issuer https://project.authgear.cloud --token -',
      },
    ],
  )
