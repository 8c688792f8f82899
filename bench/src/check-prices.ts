import { CHECKS } from '../../packages/tokenstile/dist/esm/core/checks.js'
import type { UnverifiedToken } from '../../packages/tokenstile/dist/esm/core/compact.js'
import { createSteps } from './journey-steps.ts'
import { toTable, toText } from './markdown-table.ts'
import { openVerifier, overEach } from './opened-verifier.ts'
import { microseconds, runRounds, type Contestant, type Effort } from './rounds.ts'
import type { Signed } from './signed-tokens.ts'

/** Two tables: the price of each step of a cold verification, and of each check in it. */
export async function priceTables(signed: Signed, effort: Effort): Promise<readonly [string, string]> {
  const steps = createSteps(signed)
  const checks = createChecks(signed)
  const measured = await runRounds(
    [...steps.flatMap(({ ours, bare }) => (bare === undefined ? [ours] : [ours, bare])), ...checks],
    effort,
  )
  const stepRows = steps.map(({ name, ours, bare }) => {
    const own = microseconds(measured, ours.name)
    const other = bare === undefined ? 0 : microseconds(measured, bare.name)
    return [name, toText(own), bare === undefined ? '–' : toText(other), toSigned(own - other)]
  })
  const checkRows = checks.map(({ name }) => [name, (microseconds(measured, name) * 1000).toFixed(0)])
  return [
    toTable(['step', 'ours, µs', 'bare, µs', 'price, µs'], stepRows),
    toTable(['check', 'price, ns'], checkRows),
  ]
}

function createChecks(signed: Signed): readonly Contestant[] {
  const { issuer, decoded } = openVerifier(signed)
  const seconds = Date.now() / 1000
  return CHECKS.map(({ name, run }) =>
    overEach(name, decoded.length, (at) => run(decoded[at] as UnverifiedToken, issuer.policy, seconds)),
  )
}

function toSigned(value: number): string {
  return value < 0 ? `−${toText(-value)}` : toText(value)
}
