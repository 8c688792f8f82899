import { describeDuration } from '../terminal/local-time.ts'
import type { Page } from './fetch-page.ts'
import type { Look } from './finding.ts'

/** Verifiers tolerate a minute; half of it is a warning. */
const TOLERATED_SECONDS = 30
const DAY_SECONDS = 86_400
/** Backends give up after five. */
const SLOW_MS = 2_000

/** Compares the issuer's clock, as its answer shows it (Date), with this machine's. */
export function lookAtClock({ headers, atMs }: Page): Look {
  const at = 'clock'
  const date = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(date)) return { at, findings: [] }
  // What a cache keeps is as old as it says (Age, RFC 9111 §5.1).
  const age = Number(headers.get('age') ?? 0) || 0
  // It tells whole seconds, cut off: half a second is its best guess.
  const ahead = Math.round((date + 500 - atMs) / 1000 + age)
  if (Math.abs(ahead) <= TOLERATED_SECONDS) return { at, seen: 'as on this machine', findings: [] }
  const distance = describeDuration(Math.abs(ahead))
  return {
    at,
    findings: [
      {
        name: 'clocks-differ',
        sentence: `the issuer's clock is ${distance} ${ahead < 0 ? 'behind' : 'ahead of'} this machine's`,
        remedy:
          'set both by NTP: a minute is tolerated, beyond it new tokens are not valid yet or old ones still are',
      },
    ],
  }
}

/** Looks at how long the keys may be kept by caches, and whether they come from one. */
export function lookAtCaching({ headers }: Page): Look {
  const cacheControl = headers.get('cache-control') ?? ''
  const maxAge = Number(/(?:^|[\s,])max-age=(\d{1,12})/i.exec(cacheControl)?.[1] ?? Number.NaN)
  const age = Number(headers.get('age') ?? 0)
  return {
    at: 'caching of keys',
    seen: describeCaching(cacheControl, maxAge),
    findings: [
      ...(maxAge > DAY_SECONDS
        ? [
            {
              name: 'cached-too-long',
              sentence: `the key set may be kept for ${describeDuration(maxAge)}, so a withdrawn key stays trusted for so long`,
              remedy:
                'have the issuer say Cache-Control: max-age of 300 to 3600; the library keeps it for an hour at most',
            },
          ]
        : []),
      ...(age > DAY_SECONDS / 24
        ? [
            {
              name: 'stale-cache',
              sentence: `the key set comes from a cache and is ${describeDuration(age)} old`,
              remedy:
                'have the cache before the issuer keep it for minutes at most, and empty it after a rotation',
            },
          ]
        : []),
    ],
  }
}

function describeCaching(cacheControl: string, maxAge: number): string {
  if (maxAge > 0) return `for ${describeDuration(maxAge)} (max-age)`
  return cacheControl === ''
    ? 'nothing said (no Cache-Control): the library keeps it for 5 minutes'
    : cacheControl
}

/** Backends that start, or meet a new key, wait for these answers. */
export function lookAtSpeed(pages: readonly Page[]): Look {
  const slowest = Math.max(...pages.map(({ tookMs }) => tookMs))
  return {
    at: 'speed',
    seen: `${Math.round(slowest)} ms`,
    findings:
      slowest < SLOW_MS
        ? []
        : [
            {
              name: 'slow',
              sentence: `the issuer takes ${(slowest / 1000).toFixed(1)} seconds to answer, and backends give up after 5`,
              remedy: 'look at the issuer or the way to it; until then raise keys.timeoutMs',
            },
          ],
  }
}
