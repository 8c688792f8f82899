import type { Established } from '../adapter/gate.ts'
import type { Admitted } from '../core/inside.ts'
import { isPromise } from '../core/promise.ts'
import type { Call } from './call.ts'
import { keepEstablished } from './established.ts'
import type { NestGate } from './nest-gate.ts'
import type { Rules } from './rules.ts'

/** Verifies the token of a call, keeps who it is, and makes all demands. Throws or rejects. */
export function letIn(gate: NestGate, call: Call, demands: Rules['demands']): Admitted | Promise<Admitted> {
  const admitted = gate.admit(call.authRequest)
  // A token that was seen before passes without a detour through the queue of promises.
  if (!isPromise(admitted)) return enforce(gate, call, demands, admitted)
  return Promise.resolve(admitted).then((later) => enforce(gate, call, demands, later))
}

function enforce(
  { inside }: NestGate,
  call: Call,
  demands: Rules['demands'],
  admitted: Admitted,
): Admitted | Promise<Admitted> {
  const established = { auth: admitted.auth, inside }
  keepEstablished(call.carrier, established)
  const demanding = meetAll(demands, established, call)
  return isPromise(demanding) ? demanding.then(() => admitted) : admitted
}

/** Makes one demand after the other; the first failure wins. */
function meetAll(
  demands: Rules['demands'],
  established: Established,
  call: Call,
  from: number = 0,
): void | Promise<void> {
  for (let at = from; at < demands.length; at++) {
    const demanding = demands[at]?.(established, call.request)
    if (isPromise(demanding)) {
      return Promise.resolve(demanding).then(() => meetAll(demands, established, call, at + 1))
    }
  }
}
