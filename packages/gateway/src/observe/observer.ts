import { isIP } from 'node:net'
import type { VerifierEvent } from 'tokenstile'
import type { GatewayConfig } from '../config/schema.ts'
import type { Decision } from '../decide/decision.ts'
import type { Asked } from '../asked/asked.ts'
import type { GatewayContext } from '../gateway.ts'
import type { Log } from './log.ts'
import { createSubjectNamer } from './subject.ts'
import { kindOf, type Tallies } from './tallies.ts'

/** Hears what a gateway tells of itself, and writes and counts it. */
export interface Observer {
  readonly context: Required<
    Pick<GatewayContext, 'onDecision' | 'onEvent' | 'onResolved' | 'onWarning' | 'onFault'>
  >
  /** How it is written from now on. */
  use(config: GatewayConfig['log'], hashKey: Buffer): void
}

/** A longer path is cut: a line is short enough to be written in one piece. */
const MAX_PATH = 512

export function createObserver(log: Log, tallies: Tallies): Observer {
  let isAudited = true
  let nameSubject = createSubjectNamer('plain', Buffer.alloc(0))
  let throttledUntil = 0

  function audit(
    decision: Decision,
    asked: Asked | undefined,
    status: number,
    tookMs: number | undefined,
  ): void {
    log.decision({
      decision: kindOf(decision),
      status,
      code: decision.kind === 'refused' ? decision.error.code : undefined,
      rule: decision.rule?.name,
      method: asked?.method,
      host: asked?.host.slice(0, 255),
      path: asked?.rawPath.slice(0, MAX_PATH),
      client: readClient(asked?.forwardedFor),
      ms: tookMs === undefined ? undefined : Math.round(tookMs * 1000) / 1000,
      ...(decision.kind === 'allowed' ? nameSubject(decision.auth) : undefined),
    })
  }

  return {
    context: {
      onDecision: (decision, asked, status, tookMs) => {
        tallies.decision(decision, tookMs)
        if (decision.kind === 'failed') log.fault(decision.error, 'a request could not be judged')
        if (isAudited) audit(decision, asked, status, tookMs)
      },
      onEvent: (event) => {
        // The decision tells of it already.
        if (event.type === 'refused') return
        tallies.count('tokenstile_gateway_key_events_total', { event: event.type, issuer: event.issuer })
        if (event.type === 'unknown_key_throttled') {
          // Told by whoever sends made-up tokens, as often as they like.
          if (Date.now() < throttledUntil) return
          throttledUntil = Date.now() + 10_000
        }
        const { type, ...fields } = event
        log[levelOf(event)]({ event: type, ...fields }, SENTENCES[type])
      },
      onResolved: (kind, status, auth) => {
        tallies.count('tokenstile_gateway_resolver_answers_total', { kind })
        if (isAudited) log.decision({ decision: 'resolved', status, code: kind, ...nameSubject(auth) })
      },
      onWarning: (sentence) => log.warn({}, sentence),
      onFault: (error) => {
        tallies.count('tokenstile_gateway_faults_total')
        log.fault(error, 'a request broke')
      },
    },
    use: ({ level = 'info', audit = true, subject = 'plain' } = {}, hashKey) => {
      log.setLevel(level)
      isAudited = audit && level !== 'silent'
      nameSubject = createSubjectNamer(subject, hashKey)
    },
  }
}

/** The address that the proxy itself saw: the last one. */
function readClient(addresses: string | undefined): string | undefined {
  const last = addresses?.slice(addresses.lastIndexOf(',') + 1).trim()
  return last !== undefined && isIP(last) !== 0 ? last : undefined
}

type KeyEvent = Exclude<VerifierEvent['type'], 'refused'>

const SENTENCES: Readonly<Record<KeyEvent, string>> = {
  keys_refreshed: 'the keys of an issuer were fetched',
  refresh_failed: 'the keys of an issuer could not be fetched; those that are known go on serving',
  keys_stale: 'keys past their time serve, since the issuer cannot be reached',
  keys_withdrawn: 'an issuer published a set without any key',
  snapshot_failed: 'keys could not be handed on',
  key_ignored: 'a key of an issuer is never used',
  unknown_key_throttled: 'unknown keys are asked for too often, and not fetched for now',
  key_distrusted: 'a key is not trusted any more',
  insecure_issuer: 'an issuer is reached without TLS',
  on_end_failed: 'what had to end with a token may be open',
}

function levelOf({ type }: VerifierEvent): 'info' | 'warn' | 'error' {
  if (type === 'keys_refreshed') return 'info'
  return type === 'keys_withdrawn' || type === 'keys_stale' ? 'error' : 'warn'
}
