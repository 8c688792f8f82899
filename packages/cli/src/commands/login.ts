import { Command } from 'commander'
import { withExamples, type MakeCommand } from '../make-command.ts'
import { collect } from '../trust/trust-options.ts'

export const login: MakeCommand = (surroundings) =>
  withExamples(
    new Command('login')
      .description('logs you in with a browser (authorization code and PKCE), and prints the access token')
      .option(
        '--issuer <url>',
        'any OpenID Connect issuer; default: TOKENSTILE_ISSUER, else http://localhost:4000',
      )
      .option('--client-id <id>', 'a public client that may go back to the redirect URI', 'local-app')
      .option('--redirect-uri <uri>', 'an address of this machine', 'http://localhost:5173/callback')
      .option('--scope <name>', 'a scope; may be repeated; default: openid', collect)
      .option('--resource <uri>', 'the API that the token is for')
      .option('--prompt <word>', 'such as login, to log in again')
      .option('--id-token', 'prints the ID token instead')
      .option('--no-browser', 'opens no browser; the address is printed')
      .action(async (options) => {
        const { runLogin } = await import('../login/run-login.ts')
        await runLogin(options, surroundings)
      }),
    [
      { does: 'at the local issuer', line: 'tokenstile login | tokenstile decode' },
      {
        does: 'at an Authgear project, with a client of its own',
        line: 'tokenstile login --issuer https://project.authgear.cloud --client-id 0123456789abcdef',
      },
    ],
  )
