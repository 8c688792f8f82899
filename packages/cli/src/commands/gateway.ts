import { Command } from 'commander'
import { withExamples, withOwnHelp, withWords, type MakeCommand } from '../make-command.ts'

export const gateway: MakeCommand = (surroundings) =>
  withExamples(
    withWords(withOwnHelp(new Command('gateway')), ['start', 'check', 'config'])
      .description('runs the gateway, checks its configuration, prints that of a proxy')
      .allowUnknownOption()
      .passThroughOptions()
      .argument('[words...]', 'start, check or config, and what each of them takes')
      .action(async (words: readonly string[]) => {
        const { runGateway } = await import('../gateway/run-gateway.ts')
        await runGateway(words, surroundings)
      }),
    [
      {
        does: 'nginx of this machine may ask it; every path needs a verified token',
        line: 'tokenstile gateway --issuer https://project.authgear.cloud --proxy nginx',
      },
      { does: 'says what is wrong with a configuration', line: 'tokenstile gateway check gateway.yaml' },
      { does: 'the configuration of the proxy', line: 'tokenstile gateway config nginx gateway.yaml' },
    ],
  )
