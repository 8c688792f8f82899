import { CHECKS } from '../../dist/esm/core/checks.js'
import type { Explanation } from 'tokenstile/explain'

/** Every check, in the order of the journey: its form, the checks without a key, and what follows them. */
export const NAMES: readonly string[] = [
  'form',
  ...CHECKS.map(({ name }) => name),
  'key and signature',
  'revocation',
  'user and claims',
]

/** The states in order, one letter each: passed, refused, not reached. */
export const statesOf = ({ checks }: Explanation): string => checks.map(({ state }) => state[0]).join('')

/** What is refused, and with which code. */
export const refusalsOf = ({ checks }: Explanation): object =>
  Object.fromEntries(checks.flatMap(({ name, code }) => (code === undefined ? [] : [[name, code]])))
