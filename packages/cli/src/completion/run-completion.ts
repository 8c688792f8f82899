import type { Command } from 'commander'
import { makeProgram } from '../command-line.ts'
import { wordsOf } from '../make-command.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Shell } from './shells.ts'

/** Prints the script for a shell. It knows the commands and options of this version, and asks nobody when a key is pressed. */
export function runCompletion(shell: Shell, surroundings: Surroundings): void {
  surroundings.out(WRITERS[shell](listWords(makeProgram(surroundings))))
}

/** A command, what it does, the words that can stand behind it, and its options. */
interface Words {
  readonly name: string
  readonly does: string
  readonly words: readonly string[]
  readonly options: readonly { readonly flag: string; readonly does: string; readonly takesFile: boolean }[]
}

function listWords(program: Command): readonly Words[] {
  return program.commands.map((command) => ({
    name: command.name(),
    does: command.description(),
    words: wordsOf(command),
    options: [command, ...command.commands]
      .flatMap(({ options }) => options)
      .flatMap(({ long, description, flags }) =>
        typeof long === 'string'
          ? [{ flag: long, does: description, takesFile: flags.includes('<path>') }]
          : [],
      ),
  }))
}

const WRITERS: Readonly<Record<Shell, (words: readonly Words[]) => string>> = {
  bash: (commands) => `# bash completion for tokenstile
_tokenstile() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  case $before in
    ${fileFlags(commands).join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map(({ name, words, options }) => `    ${name}) COMPREPLY=($(compgen -W "${[...words, ...options.map(({ flag }) => flag), '--help'].join(' ')}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -F _tokenstile tokenstile
`,
  zsh: (commands) => `#compdef tokenstile
_tokenstile() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, does }) => `      ${quote(`${name}:${does.replaceAll(':', String.raw`\:`)}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case $words[2] in
${commands.map(({ name, words, options }) => `    ${name}) _arguments ${options.map(({ flag, does, takesFile }) => quote(`*${flag}[${plain(does)}]${takesFile ? ':file:_files' : ''}`)).join(' ')} ${quote(words.length === 0 ? '*:: :_files' : `*:word:(${words.join(' ')})`)} ;;`).join('\n')}
  esac
}
_tokenstile "$@"
`,
  fish: (commands) =>
    [
      '# fish completion for tokenstile',
      ...commands.map(
        ({ name, does }) => `complete -c tokenstile -n __fish_use_subcommand -f -a ${name} -d ${quote(does)}`,
      ),
      ...commands.flatMap(({ name, words }) =>
        words.map(
          (word) => `complete -c tokenstile -n '__fish_seen_subcommand_from ${name}' -f -a ${quote(word)}`,
        ),
      ),
      ...commands.flatMap(({ name, options }) =>
        options.map(
          ({ flag, does, takesFile }) =>
            `complete -c tokenstile -n '__fish_seen_subcommand_from ${name}' ${takesFile ? '-r ' : ''}-l ${flag.slice(2)} -d ${quote(does)}`,
        ),
      ),
      '',
    ].join('\n'),
}

function fileFlags(commands: readonly Words[]): readonly string[] {
  return [
    ...new Set(
      commands.flatMap(({ options }) => options.flatMap(({ flag, takesFile }) => (takesFile ? [flag] : []))),
    ),
  ]
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Brackets end a description in zsh. */
function plain(text: string): string {
  return text.replaceAll(/[[\]]/g, '').replaceAll(':', String.raw`\:`)
}
