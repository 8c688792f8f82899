import type { SoakReport } from './run-soak.ts'

const MOST_SHOWN = 20

/** The report of a run, in lines for people. */
export function describeSoak(report: SoakReport, realSeconds: number): string {
  const { seed, clockSeconds, rotations, requests, counts, violations } = report
  const perSecond = (number: number): string => (number / realSeconds).toFixed(1)
  const shown = violations.slice(0, MOST_SHOWN)
  const more = violations.length - shown.length
  return [
    `seed ${seed}, ${clockSeconds} s of the clock in ${realSeconds.toFixed(1)} s, ${perSecond(clockSeconds)} times as fast`,
    `rotations: ${rotations.announced} announced (${perSecond(rotations.announced)} a second), ${rotations.surprises} unannounced, of which ${rotations.withdrawn} took the old key out at once`,
    `requests: ${requests.documents} for the document, ${requests.keySets} for the key set, ${requests.failed} of all failed`,
    'tokens:',
    ...Object.entries(counts)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([what, number]) => `  ${what}: ${number}`),
    `violations: ${violations.length}`,
    ...shown.map((violation) => `  ${violation}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}
