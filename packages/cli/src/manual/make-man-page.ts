import type { Command } from 'commander'
import { makeProgram } from '../command-line.ts'
import { examplesOf } from '../make-command.ts'
import type { Surroundings } from '../surroundings.ts'

/** Writes the page of the manual, in the language of man(7), from the commands themselves. */
export function makeManPage(surroundings: Surroundings, version: string): string {
  const program = makeProgram(surroundings)
  return [
    `.TH TOKENSTILE 1 "" "tokenstile ${version}" "User Commands"`,
    '.SH NAME',
    `tokenstile \\- ${escape(program.description())}`,
    '.SH SYNOPSIS',
    '.B tokenstile',
    '.I command',
    '.RI [ options ]',
    '.SH COMMANDS',
    ...program.commands.flatMap(describeCommand),
    '.SH EXIT STATUS',
    ...definition('0', 'The answer is yes: accepted, nothing found, nothing let through.'),
    ...definition('1', 'The answer is no: refused, something found, something let through.'),
    ...definition('2', 'It could not be done: bad input, something that is down, an inconclusive probe.'),
    ...definition('130', 'Ctrl-C. What runs until then, dev and gateway, ends with 0.'),
    '.SH ENVIRONMENT',
    ...definition('TOKENSTILE_ISSUER', 'The issuer, where --issuer is not given.'),
    ...definition('TOKENSTILE_TOKEN', 'A token, where none is piped in or given in a file.'),
    ...definition(
      'TOKENSTILE_CONTROL_TOKEN',
      'What the local issuer asks for where it was started with one.',
    ),
    ...definition('NO_COLOR', 'No colours. There are none but at a terminal in any case.'),
    '',
  ].join('\n')
}

function describeCommand(command: Command): readonly string[] {
  const name = [...ancestorsOf(command), command].map((one) => one.name())
  const words = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  )
  return [
    `.SS "${escape([...name, ...words].join(' '))}"`,
    `${escape(command.description())}.`,
    ...command.options.flatMap(({ flags, description }) => definition(flags, description)),
    ...examplesOf(command).flatMap(({ does, line }) => [
      '.PP',
      escape(does.endsWith('?') ? does : `${does}:`),
      '.PP',
      '.RS 4',
      '.nf',
      escape(line),
      '.fi',
      '.RE',
    ]),
    ...command.commands.flatMap(describeCommand),
  ]
}

function ancestorsOf({ parent }: Command): readonly Command[] {
  return parent === null ? [] : [...ancestorsOf(parent), parent]
}

function definition(term: string, text: string): readonly string[] {
  return ['.TP', `.B ${escape(term)}`, escape(text)]
}

/** A hyphen that is typed, a backslash, and a dot or quote at the start of a line are special. man(7). */
function escape(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll(/^([.'])/gm, String.raw`\&$1`)
    .replaceAll('"', String.raw`\(dq`)
}
