import type { Established } from '../adapter/gate.ts'
import { andThen } from '../core/promise.ts'
import type { Call } from './call.ts'
import { keepEstablished } from './established.ts'
import type { NestGate } from './nest-gate.ts'
import type { Rules } from './rules.ts'

interface Admitted {
  readonly established: Established
  readonly responseHeaders: Readonly<Record<string, string>>
}

/** Verifies the token of a call and keeps who it is: at once where nothing has to be fetched. Throws or rejects. */
export function establish(gate: NestGate, { authRequest, carrier }: Call): Admitted | Promise<Admitted> {
  const { admit, inside } = gate
  return andThen(admit(authRequest), ({ auth, responseHeaders }) => {
    const established = { auth, inside }
    keepEstablished(carrier, established)
    return { established, responseHeaders }
  })
}

/** Makes one demand after the other; the first failure wins. */
export function meetAll(
  demands: Rules['demands'],
  established: Established,
  call: Call,
  from: number = 0,
): void | Promise<void> {
  const demand = demands[from]
  if (demand === undefined) return
  return andThen(demand(established, call.request), () => meetAll(demands, established, call, from + 1))
}
