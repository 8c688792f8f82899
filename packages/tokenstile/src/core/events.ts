import type { EndReason } from './end-reason.ts'
import type { AuthErrorCode } from './error-code.ts'
import type { FetchFailure } from './keys/fetch-json.ts'
import type { IgnoredReason } from './keys/jwk.ts'
import { dropPromise } from './promise.ts'

/** What a verifier tells its operator. Never holds a token, a key or a claim value. */
export type VerifierEvent =
  /**
   * A token was refused, or could not be judged (503). `issuer` is the configured issuer whose rules it was held against.
   * Not told of what `requireAccess` and `authorize` refuse.
   */
  | {
      readonly type: 'refused'
      readonly code: AuthErrorCode
      readonly claim: string | undefined
      readonly issuer: string | undefined
    }
  | { readonly type: 'keys_refreshed'; readonly issuer: string; readonly keys: number }
  | {
      readonly type: 'refresh_failed'
      readonly issuer: string
      readonly failure: FetchFailure
      readonly status: number | undefined
    }
  /** Keys past their time serve because refreshing them fails. Told once in an outage; times in epoch seconds. */
  | {
      readonly type: 'keys_stale'
      readonly issuer: string
      readonly failure: FetchFailure
      readonly staleSince: number
      readonly usableUntil: number
    }
  /** The issuer published a set without any key. The keys that were known go on serving, as in an outage. */
  | { readonly type: 'keys_withdrawn'; readonly issuer: string }
  /** The program's store of snapshots threw, was too slow, or gave what is no snapshot of this issuer. */
  | { readonly type: 'snapshot_failed'; readonly issuer: string; readonly step: 'load' | 'save' }
  /** A key of the issuer's set is never used. Told once. */
  | {
      readonly type: 'key_ignored'
      readonly issuer: string
      readonly kid: string | undefined
      readonly reason: IgnoredReason
    }
  | { readonly type: 'unknown_key_throttled'; readonly issuer: string }
  | { readonly type: 'key_distrusted'; readonly issuer: string }
  /** A callback of `onEnd` threw or rejected: what it should have ended may be open still. */
  | { readonly type: 'on_end_failed'; readonly issuer: string; readonly reason: EndReason }
  /** The issuer is reached without TLS because the configuration says so. */
  | { readonly type: 'insecure_issuer'; readonly issuer: string }

/** Takes an event. Does not throw: an observer never changes a decision. */
export type EventSink = (event: VerifierEvent) => void

/** Makes a sink of a listener: what the listener throws, or rejects with, is dropped. */
export function createEventSink(listener: ((event: VerifierEvent) => unknown) | undefined): EventSink {
  if (listener === undefined) return () => undefined
  return (event) => {
    try {
      dropPromise(listener(event))
    } catch {
      // An observer that fails must neither let a request in nor keep one out.
    }
  }
}
