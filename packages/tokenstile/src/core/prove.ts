import type { Algorithm } from './algorithms.ts'
import type { Check } from './checks.ts'
import type { UnverifiedToken } from './compact.ts'
import type { Engine } from './engine.ts'
import { AuthError } from './errors.ts'
import type { TrustedIssuer } from './issuer-book.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { isPromise } from './promise.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import { verifySignature, type ProvedToken } from './signature.ts'

/** What a proof needs beside the token and its issuer: what must hold before a key is looked for, and the means. */
export interface Prover {
  readonly checks: readonly Pick<Check, 'run'>[]
  readonly engine: Engine
  readonly now: () => number
}

/**
 * Proves a decoded token: every check that needs no key, then the key, then the signature. Throws or rejects with the
 * `AuthError` of the first thing that does not hold. Waits only for keys and for an asynchronous engine.
 */
export function proveToken(
  token: UnverifiedToken,
  { policy, ring }: TrustedIssuer,
  prover: Prover,
): ProvedToken | Promise<ProvedToken> {
  const { engine } = prover
  runChecks(token, policy, prover)
  const algorithm = algorithmOf(token, policy)
  const choice = ring.find(token.header.kid, algorithm)
  const proof = isPromise(choice)
    ? Promise.resolve(choice).then((keys) => verifySignature(token, algorithm, keys, engine))
    : verifySignature(token, algorithm, choice, engine)
  if (!isPromise(proof)) return requireProof(proof, policy)
  return Promise.resolve(proof).then((result) => {
    // Time has passed since the clock was asked.
    runChecks(token, policy, prover)
    return requireProof(result, policy)
  })
}

/** The algorithm of a token whose check has seen that it is one of the configured. */
export function algorithmOf({ header }: UnverifiedToken, { algorithms }: IssuerPolicy): Algorithm {
  return algorithms.get(header.alg as string) as Algorithm
}

function runChecks(token: UnverifiedToken, policy: IssuerPolicy, { checks, now }: Prover): void {
  const nowSeconds = now() / 1000
  for (const { run } of checks) {
    const refusal = run(token, policy, nowSeconds)
    if (refusal !== undefined) throw toError(refusal, policy)
  }
}

function requireProof(proof: ProvedToken | Refusal, policy: IssuerPolicy): ProvedToken {
  if (isRefusal(proof)) throw toError(proof, policy)
  return proof
}

function toError({ code, details }: Refusal, { issuer }: IssuerPolicy): AuthError {
  return new AuthError(code, { ...details, issuer })
}
