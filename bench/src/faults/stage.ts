import type { Outcome } from './backend.ts'
import type { FaultIssuer } from './fault-issuer.ts'
import { partOfTtl, type Library } from './libraries.ts'
import type { StartedBackend } from './started-backend.ts'

/** Where a fault is played: an issuer and one library that trusts it, both new. */
export interface Stage {
  readonly issuer: FaultIssuer
  readonly backend: StartedBackend
  readonly library: Library
}

/** A row of the table. */
export interface Fault {
  readonly title: string
  /** Plays it and says in words what was seen. */
  play(stage: Stage): Promise<string>
}

/** Verifies one new token. */
export async function verifyOne({ issuer, backend }: Stage, boundMs?: number): Promise<Outcome> {
  const [outcome] = await backend.verify([issuer.sign()], boundMs)
  if (outcome === undefined) throw new Error('the backend gave no outcome')
  return outcome
}

/** Has the library fetch its keys from an issuer that is well. */
export async function boot(stage: Stage): Promise<void> {
  const outcome = await verifyOne(stage)
  if (outcome.is !== 'passed') throw new Error(`the library does not run: ${JSON.stringify(outcome)}`)
  await stage.issuer.settle()
  stage.issuer.takeRequests()
}

/** Has the library's keys get a little older than its TTL. */
export async function passTtl({ backend, library }: Stage): Promise<void> {
  await backend.advance(partOfTtl(library, 1.05))
}

/** Verifies three new tokens, with time between them for what a library does behind the request. */
export async function verifyInTurn(
  { issuer, backend }: Stage,
  sign: () => string = issuer.sign,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (let turn = 0; turn < 3; turn++) {
    outcomes.push(...(await backend.verify([sign()])))
    await issuer.settle()
  }
  return outcomes
}
