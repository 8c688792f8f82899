import type { Command } from 'commander'
import type { Surroundings } from './surroundings.ts'

/** Makes one command: its name, options and help. Its action imports what does the work. */
export type MakeCommand = (surroundings: Surroundings) => Command

/** A command line to copy, and what it is for. */
export interface Example {
  readonly line: string
  readonly does: string
}

const examples = new WeakMap<Command, readonly Example[]>()

/** Has the help of a command, its page of the manual and the documents show examples. */
export function withExamples(command: Command, shown: readonly Example[]): Command {
  examples.set(command, shown)
  const lines = shown.map(({ line, does }) => `  # ${does}\n  ${line}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n\n')}`)
}

const ownHelp = new WeakSet<Command>()

/** Leaves --help to what the command runs. */
export function withOwnHelp(command: Command): Command {
  ownHelp.add(command)
  return command
}

export function hasOwnHelp(command: Command): boolean {
  return ownHelp.has(command)
}

const anyWords = new WeakSet<Command>()

/** Lets a command have words that its help does not name; its action says what is wrong with them. */
export function withAnyWords(command: Command): Command {
  anyWords.add(command)
  return command
}

export function takesAnyWords(command: Command): boolean {
  return anyWords.has(command)
}

const words = new WeakMap<Command, readonly string[]>()

/** Has shells complete these words behind a command, besides the choices that it names itself. */
export function withWords(command: Command, offered: readonly string[]): Command {
  words.set(command, offered)
  return command
}

/** The words that can stand behind a command. */
export function wordsOf(command: Command): readonly string[] {
  return [
    ...command.commands.map((child) => child.name()),
    ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    ...(words.get(command) ?? []),
  ]
}

/** The examples of a command. */
export function examplesOf(command: Command): readonly Example[] {
  return examples.get(command) ?? []
}
