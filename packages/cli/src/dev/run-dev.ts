import { createIssuer, type IssuerOptions, type ListenOptions, type RunningIssuer } from '@tokenstile/issuer'
import type { Surroundings } from '../surroundings.ts'
import { styleFor } from '../terminal/style.ts'
import { UsageError } from '../usage-error.ts'

export interface DevOptions {
  readonly port: number
  readonly host?: string | undefined
  readonly issuer?: string | undefined
  readonly file?: string | undefined
  readonly redirectUri?: readonly string[] | undefined
  readonly keys?: string | undefined
  readonly controlToken?: string | undefined
  readonly dangerouslyBeyondLoopback?: boolean | undefined
  readonly dangerouslyInProduction?: boolean | undefined
}

/** Runs the local issuer until Ctrl-C, which is how it is meant to end: exit code 0. */
export async function runDev(options: DevOptions, surroundings: Surroundings): Promise<void> {
  const { out, onInterrupt, setCode } = surroundings
  const running = await start(options)
  out(describe(running, surroundings))
  await new Promise<void>((ended) => {
    const forget = onInterrupt(() => {
      forget()
      ended()
    })
  })
  await running.close()
  setCode(0)
}

async function start(options: DevOptions): Promise<RunningIssuer> {
  const { issuer: endpoint, file, keys: keysFile, redirectUri: redirectUris } = options
  const clients = redirectUris && [
    { id: 'local-app', name: 'Local app', redirectUris, postLogoutRedirectUris: redirectUris },
  ]
  const listen = {
    port: options.port,
    host: options.host,
    controlToken: options.controlToken,
    dangerouslyListenBeyondLoopback: options.dangerouslyBeyondLoopback,
    dangerouslyListenInProduction: options.dangerouslyInProduction,
  }
  try {
    const issuer = createIssuer(present<IssuerOptions>({ endpoint, file, keysFile, clients }))
    // A bad file of keys should stop the start; where there is none, no key is made yet.
    if (keysFile !== undefined) await issuer.jwks()
    return await issuer.listen(present<ListenOptions>(listen))
  } catch (error) {
    throw toUsageError(error)
  }
}

/** The issuer's own sentence, in the words of the command line; what stands behind a semicolon is its hint. */
function toUsageError(error: unknown): UsageError {
  const message = (error instanceof Error ? error.message : String(error))
    .replace('dangerouslyListenBeyondLoopback', '--dangerously-beyond-loopback')
    .replace('dangerouslyListenInProduction', '--dangerously-in-production')
  const [, port] = /port (\d+) is already taken/.exec(message) ?? []
  if (port !== undefined) {
    return new UsageError(
      `port ${port} is taken`,
      'stop what listens there, or choose another with --port; 0 takes any free one',
    )
  }
  const [sentence = '', ...hint] = message.split('; ')
  return new UsageError(
    `the issuer could not start: ${sentence}`,
    hint.length === 0
      ? '"tokenstile dev --help" says what each option takes'
      : hint.join('; ').replace(/^hint: /, ''),
  )
}

function describe({ endpoint, controlToken }: RunningIssuer, surroundings: Surroundings): string {
  const { strong, faint } = styleFor(surroundings)
  const named = endpoint === 'http://localhost:4000' ? '' : ` --issuer ${endpoint}`
  const lines = [
    `${strong('issuer')}  ${endpoint}`,
    ...(controlToken === undefined ? [] : [`${strong('token to steer it')}  ${controlToken}`]),
    '',
    `a token:       tokenstile token --user alice${named}`,
    `your backend:  tokenstile probe --target http://localhost:3000/me${named}`,
    '',
    faint('It signs for anyone who asks. Ctrl-C stops it.'),
  ]
  return `${lines.join('\n')}\n`
}

/** An option that was not given is absent, not undefined. */
function present<T extends object>(options: { [Name in keyof T]?: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
