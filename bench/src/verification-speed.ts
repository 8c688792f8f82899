import { BARE, createBare, createSignatureAlone, SIGNATURE_ALONE } from './bare.ts'
import { toTable, toText } from './markdown-table.ts'
import { CACHED_SYNC, COLD_SYNC, createCachedOurs, createColdOurs } from './ours.ts'
import { createCachedPeer, createPeers, FAST_JWT_CACHED } from './peers.ts'
import { microseconds, ratio, runRounds, type Effort, type Measured } from './rounds.ts'
import type { AlgorithmName, Signed } from './signed-tokens.ts'
import { toContestant } from './verifying.ts'

const NAMES: Readonly<Record<AlgorithmName, string>> = { RS256: 'RS256', ES256: 'ES256', EdDSA: 'Ed25519' }

/** Measures one algorithm, everybody in the same rounds. */
export async function measureVerification(signed: Signed, effort: Effort): Promise<Measured> {
  const bare = toContestant(createBare(signed), signed.tokens)
  const [sync, ...others] = createColdOurs(signed).map((ours) => toContestant(ours, signed.tokens))
  const peers = (await createPeers(signed)).map((peer) => toContestant(peer, signed.tokens))
  const cached = [...createCachedOurs(signed), createCachedPeer(signed)].map((one) =>
    toContestant(one, signed.tokens),
  )
  const neighbours = sync === undefined ? [bare] : [bare, sync]
  return runRounds([...neighbours, ...others, createSignatureAlone(signed), ...peers, ...cached], effort)
}

/** One row for each contestant, one column for each algorithm: microseconds, and the ratio to the bare verification. */
export function speedTable(results: ReadonlyMap<AlgorithmName, Measured>): string {
  const names = new Set([...results.values()].flatMap((measured) => [...measured.keys()]))
  const head = ['CPU µs a token', ...[...results.keys()].flatMap((algorithm) => [NAMES[algorithm], '× bare'])]
  const rows = [...names]
    .toSorted(byPlace)
    .map((name) => [
      name,
      ...[...results.values()].flatMap((measured) => [
        toText(microseconds(measured, name)),
        toText(ratio(measured, name, BARE)),
      ]),
    ])
  return toTable(head, rows)
}

/** What was promised, and what came out. */
export function promises(rs256: Measured): readonly (readonly string[])[] {
  const cold = ratio(rs256, COLD_SYNC, BARE)
  const cached = ratio(rs256, CACHED_SYNC, FAST_JWT_CACHED)
  const cachedMicroseconds = microseconds(rs256, CACHED_SYNC)
  return [
    ['cold RS256, beside bare', '≤ 1.20 ×', `${toText(cold)} ×`, verdict(cold <= 1.2)],
    ['cached, beside fast-jwt cached', '≤ 0.25 ×', `${toText(cached)} ×`, verdict(cached <= 0.25)],
    ['cached', '≤ 1 µs', `${toText(cachedMicroseconds)} µs`, verdict(cachedMicroseconds <= 1)],
  ]
}

export function verdict(isKept: boolean): string {
  return isKept ? 'kept' : '**not kept**'
}

const FIRST = [SIGNATURE_ALONE, BARE]

/** The yardsticks first, then us, then the peers as they come, the cached ones last. */
function byPlace(one: string, other: string): number {
  return place(one) - place(other)
}

function place(name: string): number {
  if (FIRST.includes(name)) return FIRST.indexOf(name)
  return (name.startsWith('tokenstile') ? 10 : 20) + (name.includes(', cached') ? 20 : 0)
}
