import { parseArgs } from 'node:util'
import { DEFAULT_CLIENT_ID } from '../clients/client-book.ts'
import type { ClientOptions } from '../clients/client.ts'
import type { IssuerOptions } from '../options/issuer-options.ts'
import type { ListenOptions } from '../server/listen-options.ts'

export const HELP = `Starts a local OpenID Connect issuer with the shapes of Authgear, for development and tests.

usage: npx @tokenstile/issuer [options]

  --port <number>             default 4000; 0 takes any free port
  --host <address>            default 127.0.0.1
  --issuer <origin>           what tokens and documents call it; default http://localhost:<port>
  --file <path>               users and clients, JSON or YAML; read again when it changes
  --redirect-uri <uri>        where the client local-app may go back to, instead of its own; may be repeated
  --keys <path>               keeps the signing keys in this file; default: a new key at each start
  --webhook <url>             where the event oidc.jwt.pre_create goes; needs --webhook-secret
  --webhook-secret <text>     what the webhook's requests are signed with
  --omit <claim>              leaves out auth_time, amr, scope or roles, as older servers do; may be repeated
  --introspection             adds /oauth2/introspect, which Authgear does not have
  --control-token <text>      what must be shown to use /dev/; default: nothing on loopback, random beyond it
  --dangerously-beyond-loopback   lets --host be an address that other machines reach
  --dangerously-in-production     lets it start although NODE_ENV is production
  --help
`

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly issuer: IssuerOptions; readonly listen: ListenOptions }

const DEFAULT_PORT = 4000

/** Throws a TypeError for an option that there is not. What the values are worth, the issuer says. */
export function readCommandLine(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      issuer: { type: 'string' },
      file: { type: 'string' },
      'redirect-uri': { type: 'string', multiple: true },
      keys: { type: 'string' },
      webhook: { type: 'string' },
      'webhook-secret': { type: 'string' },
      omit: { type: 'string', multiple: true },
      introspection: { type: 'boolean' },
      'control-token': { type: 'string' },
      'dangerously-beyond-loopback': { type: 'boolean' },
      'dangerously-in-production': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return { kind: 'help' }
  const { webhook: url, 'webhook-secret': secret } = values
  return {
    kind: 'start',
    issuer: present({
      endpoint: values.issuer,
      file: values.file,
      keysFile: values.keys,
      omit: values.omit as IssuerOptions['omit'],
      hasIntrospection: values.introspection,
      clients: values['redirect-uri'] && [toLocalApp(values['redirect-uri'])],
      hooks: url === undefined ? undefined : { 'oidc.jwt.pre_create': { url, secret: secret ?? '' } },
    }),
    listen: present({
      port: toPort(values.port),
      host: values.host,
      controlToken: values['control-token'],
      dangerouslyListenBeyondLoopback: values['dangerously-beyond-loopback'],
      dangerouslyListenInProduction: values['dangerously-in-production'],
    }),
  }
}

function toLocalApp(redirectUris: readonly string[]): ClientOptions {
  return { id: DEFAULT_CLIENT_ID, name: 'Local app', redirectUris, postLogoutRedirectUris: redirectUris }
}

function toPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new TypeError('--port must be a number from 0 to 65535')
}

/** An option that was not given is absent, not undefined. */
function present<T extends object>(options: { [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}

const FLAGS = {
  dangerouslyListenBeyondLoopback: '--dangerously-beyond-loopback',
  dangerouslyListenInProduction: '--dangerously-in-production',
}

/** Gives a message of the issuer in the words of the command line. */
export function toCommandWords(message: string): string {
  return Object.entries(FLAGS).reduce((text, [option, flag]) => text.replace(option, flag), message)
}
