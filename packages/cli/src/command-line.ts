import { Command, CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import { COMMANDS } from './commands.ts'
import { hasOwnHelp, takesAnyWords, withExamples } from './make-command.ts'
import type { Surroundings } from './surroundings.ts'
import { Interrupted } from './interrupted.ts'
import { rewordMistake, toLines } from './reword-mistake.ts'
import { UsageError } from './usage-error.ts'

/** Runs a command line. Never rejects: what goes wrong is a sentence, a hint and exit code 2. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<void> {
  try {
    await makeProgram(surroundings).parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      surroundings.setCode(error.exitCode === 0 ? 0 : 2)
      return
    }
    if (error instanceof Interrupted) {
      surroundings.setCode(130)
      return
    }
    surroundings.err(describeMistake(error))
    surroundings.setCode(2)
  }
}

/** The program with all its commands. */
export function makeProgram(surroundings: Surroundings): Command {
  const { out, err } = surroundings
  const program = new Command('tokenstile')
    .description(
      'Says why a token is refused, looks through an issuer, runs a local one, attacks your own backend.',
    )
    .exitOverride()
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(rewordMistake(text, program.name())),
    })
    .configureHelp({ helpWidth: Math.min(surroundings.columns, 100) })
    .option('--version', 'says which version this is')
    .on('option:version', () => {
      out(`${readVersion()}\n`)
      throw new CommanderError(0, 'commander.version', '')
    })
  withExamples(program, [
    {
      does: 'why is a token refused? asks for it and does not show it',
      line: 'tokenstile verify --issuer https://project.authgear.cloud',
    },
    { does: 'an issuer of your own, on this machine', line: 'tokenstile dev' },
    { does: 'and a token of it, from another terminal', line: 'tokenstile token --user alice' },
    {
      does: 'what does your backend let through?',
      line: 'tokenstile probe --target http://localhost:3000/me',
    },
  ])
  for (const makeCommand of COMMANDS) {
    program.addCommand(withSettingsOf(program, makeCommand(surroundings)))
  }
  return program
}

function withSettingsOf(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent)
  command.configureOutput({ outputError: (text, write) => write(rewordMistake(text, nameOf(command))) })
  command.allowExcessArguments(takesAnyWords(command))
  if (hasOwnHelp(command)) command.helpOption(false)
  for (const child of command.commands) withSettingsOf(command, child)
  return command
}

/** The words that run a command: `tokenstile users add`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  return version
}

function describeMistake(error: unknown): string {
  if (error instanceof UsageError) return toLines(error.message, error.hint)
  const message = error instanceof Error ? error.message : String(error)
  return toLines(message, 'this should not happen; please tell us what you did')
}
