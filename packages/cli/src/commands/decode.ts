import { Command } from 'commander'
import { withExamples, type MakeCommand } from '../make-command.ts'
import { withToken } from '../token/token-options.ts'

export const decode: MakeCommand = (surroundings) =>
  withExamples(
    withToken(new Command('decode'))
      .description('shows what is written in a token; verifies nothing')
      .option('--json', 'prints JSON')
      .action(async (token, options) => {
        const { runDecode } = await import('../decode/run-decode.ts')
        await runDecode({ ...options, token }, surroundings)
      }),
    [
      { line: 'pbpaste | tokenstile decode', does: 'the token in the clipboard' },
      { line: 'tokenstile decode', does: 'asks for the token and does not show it' },
    ],
  )
