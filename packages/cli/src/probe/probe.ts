import { createControlClient } from '../control/control-client.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Kit, PublishedKeys } from './attacks/attack.ts'
import { diagnose } from './diagnose.ts'
import type { AcceptIf } from './judge/accept-if.ts'
import type { Inconclusive } from './judge/baselines.ts'
import { openOutpost } from './outpost.ts'
import type { OnProgress } from './progress.ts'
import type { Finding, ProbeReport, Verdict } from './report.ts'
import { runPhases } from './run-phases.ts'
import { createShooter } from './shooter.ts'
import type { Target } from './target/pin-target.ts'
import { createSend, type HeaderLine, type Shot } from './target/send.ts'
import { makeAttackerKeys } from './token/attacker-keys.ts'
import { readGoodToken } from './token/good-token.ts'
import { createLocalIssuer, type LocalIssuer } from './trials/local-issuer.ts'
import type { MintOrder } from './trials/mint-order.ts'

/** What is attacked, and with what. */
export interface ProbeOrder {
  readonly target: Target
  readonly method: string
  readonly headers: readonly HeaderLine[]
  readonly body?: string | undefined
  /** Where the backend looks for the token. */
  readonly place: { readonly kind: 'bearer' } | { readonly kind: 'header' | 'cookie'; readonly name: string }
  /** A local issuer that the backend trusts, or a token of an issuer that it trusts and that issuer's keys. */
  readonly tokens:
    | { readonly issuer: string | undefined; readonly mint: MintOrder }
    | { readonly token: string; readonly published: PublishedKeys | undefined }
  readonly acceptIf: AcceptIf | undefined
  readonly perSecond: number
  readonly timeoutMs: number
}

/**
 * Attacks a backend and tells what it let through. Puts the local issuer back as it was, keys included, also where it
 * fails or is aborted. Rejects with a UsageError for what cannot be reached, and with the signal's reason.
 */
export async function probe(
  order: ProbeOrder,
  surroundings: Pick<Surroundings, 'environment'>,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<ProbeReport> {
  const startMs = performance.now()
  const send = createSend(order.target, order)
  const shooter = createShooter(send, order.perSecond, signal)
  const issuer = 'mint' in order.tokens ? openIssuer(order.tokens, surroundings) : undefined
  const text = 'token' in order.tokens ? order.tokens.token : await (issuer as LocalIssuer).mint({})
  const good = readGoodToken(text)
  const published = 'token' in order.tokens ? order.tokens.published : await issuer?.published()
  const keys = makeAttackerKeys(String(good.header['alg']))
  const outpost = await openOutpost(keys)
  const putBack = await issuer?.rehearse()
  const kit: Kit = {
    good,
    keys,
    carry: (token) => carry(order.place, token),
    place: order.place.kind,
    method: order.method,
    published,
    outpost,
    mint: issuer?.mint,
  }
  try {
    const run = await runPhases(kit, issuer, shooter, order.acceptIf, onProgress)
    const visits = outpost.visits()
    const findings = [...run.findings, ...visits.map(toVisit)]
    const { defects, notes } = diagnose(findings)
    const { waiting: _, stopped: __, ...told } = run
    return {
      target: order.target.url.origin + order.target.url.pathname,
      address: order.target.address,
      method: order.method,
      mode: issuer === undefined ? 'given-token' : 'local-issuer',
      ...told,
      findings,
      defects,
      notes,
      verdict: toVerdict(run.inconclusive, findings, defects.length),
      sent: shooter.sent(),
      durationMs: Math.round(performance.now() - startMs),
    }
  } finally {
    await putBack?.()
    await outpost.close()
  }
}

function openIssuer(
  { issuer, mint }: { readonly issuer: string | undefined; readonly mint: MintOrder },
  surroundings: Pick<Surroundings, 'environment'>,
): LocalIssuer {
  return createLocalIssuer(createControlClient({ issuer }, surroundings), mint)
}

function carry(place: ProbeOrder['place'], token: string): Shot {
  if (place.kind === 'bearer') return { headers: [['Authorization', `Bearer ${token}`]] }
  if (place.kind === 'cookie') return { headers: [['Cookie', `${place.name}=${token}`]] }
  return { headers: [[place.name, token]] }
}

function toVisit(attack: string): Finding {
  return {
    class: 'let-through',
    attack,
    family: 'key-source',
    sentence: 'a token that names an address',
    defect: 'fetches-from-token',
    evidence: 'the backend fetched that address',
  }
}

function toVerdict(
  inconclusive: Inconclusive | undefined,
  findings: readonly Finding[],
  defects: number,
): Verdict {
  // What was let through was let through, however it ended.
  if (findings.some(({ class: seen }) => seen === 'let-through')) return 'let-through'
  if (inconclusive !== undefined) return 'inconclusive'
  return defects > 0 ? 'found' : 'clean'
}
