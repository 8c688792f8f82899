import type { AnyAuth } from './auth.ts'
import { ConfigError } from './errors.ts'
import type { Stations } from './journey.ts'
import type { AuthRequest } from './request/auth-request.ts'
import type { Admission, Authenticated } from './verifier.ts'

/** Who was let in: nobody, where that is allowed. */
export type Admitted = Authenticated<AnyAuth | undefined>

/** As a verifier's `authenticate`, but answering or throwing at once where nothing has to be fetched. */
export type Admit = (request: AuthRequest, options?: Admission) => Admitted | Promise<Admitted>

/** The inside of a verifier, for `explain` and the adapters. */
export interface Inside extends Stations {
  readonly admit: Admit
}

/** Beside the object, so that its users cannot reach it. */
const insides = new WeakMap<object, Inside>()

export function rememberInside(verifier: object, inside: Inside): void {
  insides.set(verifier, inside)
}

/** The inside of a verifier. Throws a `ConfigError` for what `createVerifier` of this build did not make. */
export function insideOf(verifier: object): Inside {
  const inside = insides.get(verifier)
  if (inside !== undefined) return inside
  throw new ConfigError('verifier', 'expected what createVerifier gave, from the same build of the package')
}
