import { withoutTokens } from './token/without-tokens.ts'

/** What commander says of a mistake, and how it is said here. `$0` is the command. */
const WORDS: readonly (readonly [theirs: RegExp, ours: string])[] = [
  [/^too many arguments.* Expected 0 arguments .*$/, '"$0" takes options alone'],
  [/^too many arguments.* Expected (\d+) arguments? but got (\d+)\.$/, '"$0" takes $1 word and was given $2'],
  [/^missing required argument '(.*)'$/, '"$0" needs <$1>'],
  [/^required option '(.*)' not specified$/, '"$0" needs $1'],
  [/^option '(?:-\w, )?(--[\w-]+) (<.*>)' argument missing$/, '$1 needs $2 behind it'],
  [
    /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. expected (.*?)\.?$/s,
    "$1 takes $3, not '$2'",
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. expected (.*?)\.?$/s,
    "<$2> is $3, not '$1'",
  ],
]

/** `error: unknown option '--isuer'\n(Did you mean --issuer?)` of a command such as `tokenstile verify`, in the words of the house. */
export function rewordMistake(text: string, command: string): string {
  const [, said = '', name] =
    /^(?:error: )?(.*?)(?:\n\(Did you mean (?:one of )?([^\n]*)\?\))?$/s.exec(
      text.trim().replace('Allowed choices are ', 'expected one of '),
    ) ?? []
  const [theirs, ours] = WORDS.find(([theirs]) => theirs.test(said)) ?? [/^$/, '']
  return toLines(
    said.replace(theirs, ours.replace('$0', command)),
    name === undefined ? `"${command} --help" shows how` : `did you mean ${name}?`,
  )
}

/** A mistake in two lines. Also who puts a token where none belongs must not see it repeated, least of all in a log. */
export function toLines(sentence: string, hint: string): string {
  return withoutTokens(`tokenstile: ${sentence}\nhint: ${hint}\n`)
}
