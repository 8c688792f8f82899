import { Command } from 'commander'
import { collect } from '../trust/trust-options.ts'
import { withControl } from '../control/control-options.ts'
import { toClaims, toSeconds } from '../control/value-options.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'

export const token: MakeCommand = (surroundings) =>
  withExamples(
    withControl(new Command('token'))
      .description('prints an access token of the local issuer')
      .option('--user <id>', 'whose; nobody has to be registered first')
      .option('--role <name>', 'a role that the user has; may be repeated', collect)
      .option('--client <id>', 'of a machine instead of a user; needs --resource')
      .option('--resource <uri>', 'the API that the token is for, instead of the issuer itself')
      .option('--scope <name>', 'a scope; may be repeated', collect)
      .option('--lifetime <time>', 'how long it counts: 30s, 5m, 1h', toSeconds)
      .option('--login-age <time>', 'how long ago the user logged in', toSeconds)
      .option('--claim <name=json>', 'a claim of your own; may be repeated', toClaims)
      .option('--fault <name>', 'one thing that is wrong with it, such as expired')
      .option('--list-faults', 'says what can be wrong with a token')
      .action(async (options) => {
        const { runToken } = await import('../control/run-token.ts')
        await runToken(options, surroundings)
      }),
    [
      {
        does: 'calls an API as alice',
        line: 'curl -H "Authorization: Bearer $(tokenstile token --user alice)" http://localhost:3000/me',
      },
      {
        does: 'what does your backend say to a token that expired?',
        line: 'tokenstile token --user alice --fault expired',
      },
      {
        does: 'a machine',
        line: 'tokenstile token --client worker --resource https://api.example.com --scope read:orders',
      },
    ],
  )
