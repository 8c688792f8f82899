import { Command } from 'commander'
import { toPort } from '../control/value-options.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'
import { collect } from '../trust/trust-options.ts'

export const dev: MakeCommand = (surroundings) =>
  withExamples(
    new Command('dev')
      .description('runs a local issuer that signs whatever it is asked to; for development alone')
      .option('--port <number>', 'where it listens; 0 takes any free port', toPort, 4000)
      .option('--host <address>', 'default: 127.0.0.1')
      .option('--issuer <origin>', 'what tokens and documents call it; default: http://localhost:<port>')
      .option('--file <path>', 'people and clients, YAML or JSON; read again when it changes')
      .option('--redirect-uri <uri>', 'where the client local-app may go back to; may be repeated', collect)
      .option('--keys <path>', 'keeps the signing keys in this file')
      .option('--control-token <text>', 'what must be shown to steer it; default: nothing on this machine')
      .option('--dangerously-beyond-loopback', 'lets --host be an address that other machines reach')
      .option('--dangerously-in-production', 'lets it start although NODE_ENV is production')
      .action(async (options) => {
        const { runDev } = await import('../dev/run-dev.ts')
        await runDev(options, surroundings)
      }),
    [
      { does: 'an issuer at http://localhost:4000, where anybody can log in', line: 'tokenstile dev' },
      { does: 'with people and clients of your own', line: 'tokenstile dev --file people.yaml' },
    ],
  )
