import type { Outcome } from './backend.ts'

/** From here on a wait is worth a word. */
const NOTABLE_MS = 1_000

/** What came of one token: "passes", "waits 5.0 s, then unavailable (`CODE`)". */
export function toWords(outcome: Outcome): string {
  const seconds = (outcome.ms / 1000).toFixed(1)
  if (outcome.is === 'waits') return `no answer in ${Math.round(outcome.ms / 1000)} s`
  const what = outcome.is === 'refused' ? `${outcome.kind} (\`${outcome.name}\`)` : 'passes'
  return outcome.ms < NOTABLE_MS ? what : `waits ${seconds} s, then ${what}`
}

/** What came of tokens that were sent one after the other; what repeats is said once. */
export function toSequence(outcomes: readonly Outcome[]): string {
  const words = outcomes.map(toWords)
  return words.filter((word, at) => word !== words[at - 1]).join('; next: ')
}

/** How many of many tokens met which answer: "998 unavailable, 2 invalid token"; "all pass". */
export function toCounts(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) {
    const kind = toKind(outcome)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  if (counts.size === 1) return `all ${[...counts.keys()].join('')}`
  return Array.from(counts, ([kind, count]) => `${count} ${kind}`).join(', ')
}

function toKind(outcome: Outcome): string {
  if (outcome.is === 'refused') return outcome.kind
  return outcome.is === 'passed' ? 'pass' : toWords(outcome)
}

export function toCount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

export function toMegabytes(bytes: number): string {
  return `+${Math.round(Math.max(0, bytes) / 1024 / 1024)} MB`
}
