import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { ConfigurationError } from '../config/problem.ts'
import { readConfigFile, readConfigValue, type ReadConfig } from '../config/read-config.ts'
import type { ProxySurroundings } from '../generate/generate.ts'
import { toZeroConfig, type ZeroConfig } from '../config/zero-config.ts'

/** Where a command writes, and what it reads besides its arguments. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** The exit code for a mistake in what was given. */
const MISTAKE = 2

/**
 * Runs a command. Gives the exit code; undefined where it goes on, as a gateway that was started does. The name is what its help
 * calls it.
 */
export async function runCommand(
  args: readonly string[],
  surroundings: Surroundings,
  name = 'tokenstile-gateway',
): Promise<number | undefined> {
  let code: number | undefined = 0
  const program = makeProgram(name, surroundings, (result) => (code = result))
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISTAKE
    surroundings.err(`${explain(error)}\n`)
    return MISTAKE
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return error.lines.join('\n')
  return error instanceof Error ? error.message : String(error)
}

/** `error: unknown option '--isuer'\n(Did you mean --issuer?)`, as every other mistake is written. */
function reword(text: string, name: string): string {
  const [sentence = '', suggestion] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n')
  const [, meant] = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? '') ?? []
  return `${sentence}; hint: ${meant === undefined ? `${name} --help shows how` : `did you mean ${meant}?`}\n`
}

function makeProgram(
  name: string,
  surroundings: Surroundings,
  setCode: (code: number | undefined) => void,
): Command {
  const { out, err, environment } = surroundings
  const read = (file: string | undefined, options: ZeroConfig): ReadConfig =>
    file === undefined
      ? readConfigValue(toZeroConfig(options), environment)
      : readConfigFile(file, environment)

  const program = new Command(name)
    .description(
      'Verifies JWT access tokens for a reverse proxy, which hands the backend a user it can trust.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(reword(text, name)),
    })
    .showSuggestionAfterError()
    .enablePositionalOptions()

  withoutFile(program.command('start', { isDefault: true }))
    .description('starts the gateway')
    .argument('[file]', 'the configuration, YAML or JSON')
    .option('--workers <number>', 'processes that answer; 0 takes one for each core', toCount(1024), 1)
    .action(async (file: string | undefined, options: ZeroConfig & { readonly workers: number }) => {
      const { start } = await import('./start-gateway.ts')
      await start(() => read(file, options), file, options.workers, surroundings)
      setCode(undefined)
    })

  program
    .command('check')
    .description('says what is wrong with a configuration, or what looks so')
    .argument('<file>', 'the configuration')
    .option(
      '--explain <method-and-url...>',
      'prints what a request would get: GET https://api.example/orders',
    )
    .option('--nginx <path>', 'also looks through the configuration of an nginx that asks the resolver')
    .action(async (file: string, options: { readonly explain?: string[]; readonly nginx?: string }) => {
      const { check } = await import('./check.ts')
      setCode(check(readConfigFile(file, environment), options, out))
    })

  withoutFile(program.command('config'))
    .description('prints a complete configuration of a proxy for the rules at hand')
    .argument('<proxy>', 'nginx, caddy, traefik, haproxy, envoy or kubernetes')
    .argument('[file]', 'the configuration of the gateway')
    .option('--listen <address>', 'where the proxy listens', '8080')
    .option(
      '--backend <address>',
      'what is behind it; also fastcgi://host:port/srv/index.php',
      '127.0.0.1:3000',
    )
    .action(async (proxy: string, file: string | undefined, options: ZeroConfig & ProxySurroundings) => {
      const { printConfig } = await import('./print-config.ts')
      const fallback = { ...options, proxy: options.proxy ?? (proxy === 'kubernetes' ? 'envoy' : proxy) }
      out(printConfig(proxy, read(file, fallback), options))
    })

  return program
}

function withoutFile(command: Command): Command {
  return command
    .option('--issuer <url>', 'without a file: the issuer')
    .addOption(new Option('--proxy <name>', 'without a file: which proxy asks'))
    .option('--audience <text...>', 'without a file: the audience, where the issuer is no Authgear project')
    .option('--port <number>', 'without a file: the port of 127.0.0.1', toCount(65_535))
}

function toCount(most: number): (text: string) => number {
  return (text) => {
    if (/^[0-9]{1,5}$/.test(text) && Number(text) <= most) return Number(text)
    throw new InvalidArgumentError(`expected a number from 0 to ${most}`)
  }
}
