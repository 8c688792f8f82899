// A process of its own, started with --expose-gc: what it holds is what the cache holds.
import { createVerifier } from 'tokenstile'
import { createCachedPeer } from './peers.ts'
import { issuerOptionsFor } from './ours.ts'
import { createPresenter, signTokens, type Signed } from './signed-tokens.ts'

/** What a full cache holds, in bytes a token. */
export interface CacheMemory {
  readonly tokens: number
  readonly tokenLength: number
  readonly ours: number
  readonly fastJwt: number
}

const tokens = Number(process.argv[2])
const signed = await signTokens('RS256', tokens)
const tokenLength = Math.round(signed.tokens.reduce((sum, { length }) => sum + length, 0) / tokens)
const memory: CacheMemory = {
  tokens,
  tokenLength,
  ours: grow(() => fillOurs(signed)),
  fastJwt: grow(() => createCachedPeer(signed)),
}
process.send?.(memory)
process.disconnect()

function fillOurs(from: Signed): unknown {
  const verifier = createVerifier(issuerOptionsFor(from), { cache: { maxEntries: tokens } })
  const present = createPresenter(from.tokens)
  for (let at = 0; at < tokens; at++) for (const token of present(1)) verifier.verifySync(token)
  return verifier
}

/** How much memory what a function gives holds, in bytes a token. */
function grow(fill: () => unknown): number {
  const before = settle()
  const held = fill()
  const grown = settle() - before
  if (held === undefined) throw new Error('nothing was held')
  return grown / tokens
}

function settle(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('start this with --expose-gc')
  for (let times = 0; times < 4; times++) gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
