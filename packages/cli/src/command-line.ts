import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands.ts'
import { hasOwnHelp } from './make-command.ts'
import type { Surroundings } from './surroundings.ts'
import { Interrupted } from './interrupted.ts'
import { withoutTokens } from './token/without-tokens.ts'
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
      outputError: (text, write) => write(rewordError(text)),
    })
    .configureHelp({ helpWidth: Math.min(surroundings.columns, 100) })
  for (const makeCommand of COMMANDS) {
    program.addCommand(withSettingsOf(program, makeCommand(surroundings)))
  }
  return program
}

function withSettingsOf(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent)
  if (hasOwnHelp(command)) command.helpOption(false)
  for (const child of command.commands) withSettingsOf(command, child)
  return command
}

function describeMistake(error: unknown): string {
  if (error instanceof UsageError) return toLines(error.message, error.hint)
  const message = error instanceof Error ? error.message : String(error)
  return toLines(message, 'this should not happen; please tell us what you did')
}

/** `error: unknown option '--isuer'\n(Did you mean --issuer?)` in the words of the house. */
function rewordError(text: string): string {
  const [sentence = '', suggestion] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n')
  const [, name] = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? '') ?? []
  return toLines(sentence, name === undefined ? '--help lists what there is' : `did you mean ${name}?`)
}

/** Also who puts a token where none belongs must not see it repeated, least of all in a log. */
function toLines(sentence: string, hint: string): string {
  return withoutTokens(`tokenstile: ${sentence}\nhint: ${hint}\n`)
}
