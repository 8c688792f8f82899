import { toTable } from '../markdown-table.ts'
import type { FaultGroup } from './fault-groups.ts'
import type { Library } from './libraries.ts'
import type { Seen } from './play-all.ts'
import { EVERY_MS, ISSUER_SECONDS, LOAD_SECONDS, TTL_SECONDS } from './refresh-latency.ts'

/** Everything that was measured. */
export interface Findings {
  readonly machine: string
  readonly versions: string
  readonly libraries: readonly Library[]
  readonly groups: readonly FaultGroup[]
  readonly seen: Seen
  readonly latency: string
}

/** What stands between the markers in `docs/keys.md`. */
export function toReport({ machine, versions, libraries, groups, seen, latency }: Findings): string {
  const tables = groups.map(({ title, faults }) => {
    const rows = faults.map((fault) => [fault.title, ...(seen.get(fault) ?? [])])
    return `### ${title}\n\n${toTable(['', ...libraries.map(({ title }) => title)], rows, 'left')}`
  })
  return `\`npm run bench:faults\` plays each of these to each library and prints this part; with \`-- --write\` it writes it here.
${machine}
${versions}

- Each library is set up as its documentation shows for an ordinary backend, with its own default times, and has a new
  process for every fault. The issuer is a real server on loopback with TLS. Ten minutes are passed by moving that
  process's clock. A library whose keys never get old has ten minutes in the place of its TTL.
- _Invalid token_ and _unavailable_ are what the library's error says, its class or code in brackets; for a middleware it
  is the HTTP status. An _other error_ says neither: the application must guess. Where several words follow each other,
  they are for tokens that came one after the other. _No answer_ in 12 or 33 s is where we stopped to wait.
- jwks-rsa stands here with jsonwebtoken, and is asked for the key before the token is verified. get-jwks stands here with
  fast-jwt.
- Megabytes are what the process grew by at its peak, over what it held before. The gzip comes to everybody, whether they
  asked for it or not.

${tables.join('\n\n')}

### Refreshing while the issuer takes ${ISSUER_SECONDS} s to answer

A token every ${EVERY_MS} ms for ${LOAD_SECONDS} s, no two alike, verified by libraries whose keys live for ${TTL_SECONDS} s here, so that several
refreshes fit. By default it is ${toMinutes(libraries)}, and waits are as much rarer. aws-jwt-verify has no such time.

${latency}`
}

function toMinutes(libraries: readonly Library[]): string {
  const seconds = ['tokenstile', 'jose'].map(
    (name) => libraries.find(({ module }) => module === name)?.ttlSeconds ?? NaN,
  )
  return `${seconds.map((ttl) => ttl / 60).join(' and ')} minutes`
}
