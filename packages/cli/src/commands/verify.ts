import { Command } from 'commander'
import { withTrust } from '../trust/trust-options.ts'
import { withExamples, type MakeCommand } from '../make-command.ts'
import { withToken } from '../token/token-options.ts'

export const verify: MakeCommand = (surroundings) =>
  withExamples(
    withTrust(withToken(new Command('verify')))
      .description('says whether an access token is accepted, and if not, why')
      .option('--json', 'prints JSON')
      .action(async (token, options) => {
        const { runVerify } = await import('../verify/run-verify.ts')
        await runVerify({ ...options, token }, surroundings)
      }),
    [
      {
        does: 'asks for the token and does not show it; an Authgear project needs no --audience',
        line: 'tokenstile verify --issuer https://project.authgear.cloud',
      },
      {
        does: 'another issuer, whose access tokens say typ: JWT',
        line: 'pbpaste | tokenstile verify --issuer https://id.example/realms/shop --audience orders-api --type JWT',
      },
      {
        does: 'a token of the local issuer',
        line: 'tokenstile token --user alice | tokenstile verify --issuer http://localhost:4000',
      },
    ],
  )
