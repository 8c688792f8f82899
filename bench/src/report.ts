import type { CacheMemory } from './cache-memory.ts'

/** Everything that was measured: tables in Markdown. */
export interface Findings {
  readonly machine: string
  readonly versions: string
  readonly promises: string
  readonly speed: string
  readonly attacks: string
  readonly steps: string
  readonly checks: string
  readonly refusals: string
  readonly memory: CacheMemory
}

/** The measured part of `bench/README.md`. */
export function toReport(found: Findings): string {
  return `${found.machine}
${found.versions}

## What we promise

${found.promises}

## One verification

${found.speed}

A dash: the library does not know the algorithm.

## What each takes that we refuse

Speed is cheap where checks are left out. These are the functions whose speed is above, each told to check as much as its
options can say; checks that one can write oneself, before or after, do not count. An empty cell is a refusal.

${found.attacks}

## The price of each check

Where the time of a cold RS256 verification goes, beside what a bare one spends on the same step. The steps were measured
one by one, so their sum is not exactly the whole.

${found.steps}

${found.checks}

## Junk

${found.refusals}

## Memory

${memorySentence(found.memory)}
`
}

function memorySentence({ tokens, tokenLength, ours, fastJwt }: CacheMemory): string {
  const count = tokens.toLocaleString('en')
  return `A full cache of ${count} tokens of ${tokenLength} characters holds ${kilobytes(ours)} kB a token (${megabytes(ours * tokens)} MB in all): the
token itself and the decoded, frozen claims. fast-jwt's cache of the same tokens, which keeps a hash of the token instead
of the token, holds ${kilobytes(fastJwt)} kB a token.`
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1)
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}
