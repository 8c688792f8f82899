import type { JsonWebKey } from 'node:crypto'
import type { ControlClient } from '../../control/control-client.ts'
import type { PublishedKeys } from '../attacks/attack.ts'
import { mergeOrders, type MintOrder } from './mint-order.ts'

/** The local issuer, as far as a probe steers it. */
export interface LocalIssuer {
  /** Has a token signed: what every token of this probe has, changed by the order. */
  readonly mint: (order: MintOrder) => Promise<string>
  readonly published: () => Promise<PublishedKeys>
  /** How often keys were asked for since it started. */
  readonly countFetches: () => Promise<number>
  readonly rotate: () => Promise<void>
  /** Breaks the pages that lead to the keys. */
  readonly breakKeys: (how: { readonly status: number } | { readonly delayMs: number }) => Promise<void>
  /** Mends the pages that were broken here, and nothing else. */
  readonly mend: () => Promise<void>
  /**
   * Has the issuer remember its keys and broken pages. It puts them back at `end`, and by itself where this process dies and
   * renews no more. Throws a UsageError where somebody else does the same just now.
   */
  readonly begin: () => Promise<void>
  readonly end: () => Promise<void>
}

/** How long the issuer waits for a word of a probe that died. */
const LASTS_SECONDS = 30

const KEYS = '/oauth2/jwks'
const WAYS_TO_KEYS = [KEYS, '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

/** Wraps the control plane of a local issuer. `base` is what every token has: the user, added claims. */
export function createLocalIssuer(control: ControlClient, base: MintOrder): LocalIssuer {
  const broken = new Set<string>()
  let rehearsal: { readonly id: string; readonly timer: NodeJS.Timeout } | undefined
  return {
    mint: async (order) => {
      const { access_token: token } = await control.post<{ readonly access_token: string }>(
        'token',
        mergeOrders(base, order),
      )
      return token
    },
    published: async () => {
      const text = await (await fetch(`${control.issuer}${KEYS}`)).text()
      return { keys: (JSON.parse(text) as { readonly keys: readonly JsonWebKey[] }).keys, text }
    },
    countFetches: async () =>
      (await control.get<readonly unknown[]>(`requests?path=${encodeURIComponent(KEYS)}`)).length,
    rotate: async () => void (await control.post('keys/rotate')),
    breakKeys: async (how) => {
      for (const path of WAYS_TO_KEYS) {
        broken.add(path)
        await control.post('broken-paths', { path, ...how })
      }
    },
    mend: async () => {
      for (const path of broken) await control.remove(`broken-paths?path=${encodeURIComponent(path)}`)
      broken.clear()
    },
    begin: async () => {
      const { id } = await control.post<{ readonly id: string }>('rehearsal', { seconds: LASTS_SECONDS })
      const renew = (): void =>
        void control.post('rehearsal', { id, seconds: LASTS_SECONDS }).catch(() => undefined)
      rehearsal = { id, timer: setInterval(renew, (LASTS_SECONDS * 1000) / 3).unref() }
    },
    end: async () => {
      if (rehearsal === undefined) return
      const { id, timer } = rehearsal
      rehearsal = undefined
      clearInterval(timer)
      await control.remove(`rehearsal?id=${id}`)
    },
  }
}
