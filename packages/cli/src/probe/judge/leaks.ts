import type { AnsweredAnswer } from '../target/answer.ts'

/** What an answer shows that it should not. */
export interface Leak {
  readonly what: 'stack-trace' | 'token'
  readonly sentence: string
}

/** What stack traces and pages for developers look like, by language. */
const TRACES: readonly (readonly [language: string, pattern: RegExp])[] = [
  ['JavaScript', /^\s*at .+ ?\(?(?:file:\/\/|node:|\/|[A-Z]:\\).*:\d+:\d+\)?/m],
  ['JavaScript', /(?:\\n|\n)\s*at [\w.<>$ [\]]+ \((?:file:\/\/|node:|\/|[A-Z]:\\)/],
  ['JavaScript', /\/node_modules\/[\w@]/],
  ['Python', /Traceback \(most recent call last\)/],
  ['Python', /File "[^"\n]+\.py", line \d+/],
  ['Python', /Werkzeug Debugger|DEBUG = True/],
  ['Java', /^\s*at (?:[\w$]+\.)+[\w$<>]+\([\w$]+\.(?:java|kt|scala):\d+\)/m],
  ['Java', /(?:\\n|\n)\\?t?\s*at (?:[\w$]+\.){2,}[\w$<>]+\(/],
  ['Java', /\b(?:[a-z]\w*\.){2,}[A-Z]\w*Exception\b/],
  ['Go', /goroutine \d+ \[/],
  ['Go', /\.go:\d+ \+0x[0-9a-f]+/],
  ['PHP', /(?:Fatal error|Warning|Notice|Uncaught [\w\\]+).{0,300}? in (?:<b>)?\/[^\n]+\.php/],
  ['PHP', /#\d+ \/[^\n]+\.php\(\d+\)/],
  ['.NET', /^\s*at [\w.<>`]+\(.*\) in .+:line \d+/m],
  ['.NET', /\bSystem\.(?:\w+\.)*\w*Exception\b/],
  ['Ruby', /\.rb:\d+:in [`']/],
  ['Rust', /panicked at (?:'|[\w/.-]+\.rs)/],
]

/** Shorter parts of a token are found by chance. */
const MIN_ECHO = 24

/** Finds stack traces, and parts of what was sent. What a good answer shows too is no leak: `usual` is its text. */
export function findLeaks(
  { body, headers }: AnsweredAnswer,
  secrets: readonly string[],
  usual = '',
): readonly Leak[] {
  const leaks: Leak[] = []
  const trace = TRACES.find(([, pattern]) => pattern.test(body) && !pattern.test(usual))
  if (trace !== undefined) {
    leaks.push({ what: 'stack-trace', sentence: `its body looks like a stack trace of ${trace[0]}` })
  }
  const sent = secrets.filter((secret) => secret.length >= MIN_ECHO)
  if (sent.some((secret) => body.includes(secret) || body.includes(encodeURIComponent(secret)))) {
    leaks.push({ what: 'token', sentence: 'its body holds the token that came, or a part of it' })
  }
  const [name] =
    Object.entries(headers).find(([, value]) => sent.some((secret) => value.includes(secret) || value.includes(encodeURIComponent(secret)))) ?? []
  if (name !== undefined) leaks.push({ what: 'token', sentence: `its header ${name} holds the token that came` })
  return leaks
}
