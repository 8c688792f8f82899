import { test } from 'node:test'
import { ANSWERS } from './answers.ts'
import { COOKIES } from './cookies.ts'
import { DEMANDS } from './demands.ts'
import { FAULTS } from './faults.ts'
import { OPEN_REQUESTS } from './open-requests.ts'
import { openOn, type Behaviour } from './opened-app.ts'
import { RECENT_LOGINS } from './recent-logins.ts'
import { TOKENS } from './tokens.ts'
import type { ContractAdapter } from './contract-app.ts'

/** Everything that an adapter does, whatever its framework. */
const CONTRACT: readonly Behaviour[] = [
  ...TOKENS,
  ...ANSWERS,
  ...OPEN_REQUESTS,
  ...DEMANDS,
  ...RECENT_LOGINS,
  ...COOKIES,
  ...FAULTS,
]

/** Tests an adapter over real HTTP, behaviour by behaviour. */
export function describeContract(adapter: ContractAdapter): void {
  for (const { name, run } of CONTRACT) {
    test(`${adapter.name}: ${name}`, (t) => run(openOn(adapter, t), t))
  }
}
