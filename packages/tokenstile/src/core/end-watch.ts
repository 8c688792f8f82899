import type { AnyAuth } from './auth.ts'
import type { EndReason } from './end-reason.ts'
import { AuthError, ConfigError } from './errors.ts'
import type { EventSink } from './events.ts'
import { readFunction } from './option-readers.ts'
import { andThen, isPromise } from './promise.ts'
import { proofOf, type Proof } from './proof.ts'
import { requireNotRevoked, stillStands, type NotRevoked, type Revocation } from './revocation.ts'
import type { ResolvedSettings } from './settings.ts'

/** Watches over what outlives its request: a socket, a stream. */
export interface EndWatch {
  /** Calls back once, when the token would be refused. Gives the function that stops watching. */
  watch(auth: AnyAuth, callback: (reason: EndReason) => void): () => void
  /** Looks at once at everything that is watched. */
  look(): void
  /** Stops watching everything, for good: nobody is called any more. */
  close(): void
}

interface Watched {
  readonly proof: Proof
  /** The list's answer as of the last look: the cache's own moves with its own questions. */
  readonly notRevoked: NotRevoked | undefined
  readonly callback: (reason: EndReason) => unknown
}

/** How often the list is asked whether it changed. */
export const SECOND_MS = 1000
/** No timer is set for longer: the clock of the tokens may be moved, or have stood still. */
const LONGEST_MS = 60_000
/** Nor for shorter: ten thousand sockets that end in the same second are one look, not ten thousand. */
const SHORTEST_MS = 100

/** What a runtime may have otherwise. */
export interface EndWatchTimes {
  readonly after?: ResolvedSettings['after']
  readonly longestMs?: number
}

/**
 * Watches what a verifier with these settings gave. One timer serves all, and only while something is watched. It waits for
 * `longestMs` at most.
 */
export function createEndWatch(
  settings: ResolvedSettings,
  onEvent: EventSink,
  { after = settings.after, longestMs = LONGEST_MS }: EndWatchTimes = {},
): EndWatch {
  const { revocation, now } = settings
  const watched = new Set<Watched>()
  let isClosed = false
  let timer: { readonly at: number; readonly callOff: () => void } | undefined

  /** Sets the timer for a moment, unless it is set for an earlier one. */
  function lookAt(at: number): void {
    if (timer !== undefined && timer.at <= at) return
    timer?.callOff()
    timer = { at, callOff: after(Math.max(SHORTEST_MS, at - now()), look) }
  }

  function callOff(): void {
    timer?.callOff()
    timer = undefined
  }

  function dueAt({ proof }: Watched): number {
    const atMost = revocation === undefined ? longestMs : SECOND_MS
    return Math.min(now() + atMost, proof.window.until * 1000)
  }

  function end(one: Watched, reason: EndReason | undefined): void {
    // It may have been let go while an engine computed.
    if (reason === undefined || !watched.delete(one)) return
    const { proof, callback } = one
    // In a timer nobody catches it. But what it should have closed may be open: the operator is told.
    const tell = (): void => onEvent({ type: 'on_end_failed', issuer: proof.issuer.policy.issuer, reason })
    try {
      const result = callback(reason)
      if (isPromise(result)) Promise.resolve(result).catch(tell)
    } catch {
      tell()
    }
  }

  function look(): void {
    callOff()
    // A copy: a callback that watches the same token anew would make an endless list of it.
    const seen = [...watched]
    for (const one of seen) void andThen(findReason(one), (reason) => end(one, reason))
    for (const one of watched) lookAt(dueAt(one))
  }

  function findReason({
    proof,
    notRevoked,
  }: Watched): EndReason | undefined | PromiseLike<EndReason | undefined> {
    if (!(now() / 1000 < proof.window.until)) return 'token_expired'
    if (revocation !== undefined && notRevoked !== undefined && isRevoked(revocation, notRevoked))
      return 'token_revoked'
    return andThen(proof.issuer.ring.isTrusted(proof.key), (isTrusted) =>
      isTrusted ? undefined : 'key_distrusted',
    )
  }

  return {
    watch(auth, callback) {
      const proof = proofOf(Object(auth))
      // Another verifier has another list of revoked tokens, and other keys that it distrusts: nothing would ever end.
      if (proof?.settings !== settings) throw new ConfigError('auth', 'expected what this verifier gave')
      const { notRevoked } = proof
      const one: Watched = {
        proof,
        notRevoked: notRevoked && { ...notRevoked },
        callback: readFunction<Watched['callback']>('callback', callback),
      }
      if (isClosed) return () => undefined
      watched.add(one)
      lookAt(dueAt(one))
      // It may have ended since it was proved: nobody looks again because its key was distrusted.
      void andThen(findReason(one), (reason) => {
        if (reason !== undefined) lookAt(now())
      })
      return () => {
        watched.delete(one)
        if (watched.size === 0) callOff()
      }
    },
    look,
    close() {
      isClosed = true
      watched.clear()
      callOff()
    },
  }
}

/** A list that cannot say keeps what is open: it is asked again. */
function isRevoked(revocation: Revocation, notRevoked: NotRevoked): boolean {
  if (stillStands(revocation, notRevoked.epoch)) return false
  try {
    notRevoked.epoch = requireNotRevoked(revocation, notRevoked.query)
    return false
  } catch (error) {
    return AuthError.is(error) && error.code === 'token_revoked'
  }
}
