/** Counts what became of the cases of a vector file, so that none is skipped in silence. */
export interface Tally {
  add(outcome: string): void
  /** What was counted, by name. */
  readonly counts: Readonly<Record<string, number>>
}

export function createTally(): Tally {
  const counts: Record<string, number> = {}
  return {
    add(outcome): void {
      counts[outcome] = (counts[outcome] ?? 0) + 1
    },
    counts,
  }
}

/** The counts in one line, for a test's diagnostics. */
export function describeTally(title: string, { counts }: Tally): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const parts = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`)
  return `${title}: ${total} cases, ${parts.join(', ')}`
}
