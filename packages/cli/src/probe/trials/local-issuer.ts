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
  /** Mends what was broken here, and nothing else. */
  readonly mend: () => Promise<void>
  /**
   * Has the issuer remember its keys and broken paths, and gives what puts them back. Should this process die, the issuer
   * puts them back by itself. Where somebody else rehearses already, only what was broken here is mended.
   */
  readonly rehearse: () => Promise<() => Promise<void>>
}

const LEASE_SECONDS = 30
const RENEW_MS = 10_000

const KEYS = '/oauth2/jwks'
const WAYS_TO_KEYS = [KEYS, '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

/** Wraps the control plane of a local issuer. `base` is what every token has: the user, added claims. */
export function createLocalIssuer(control: ControlClient, base: MintOrder): LocalIssuer {
  const broken = new Set<string>()
  const mend = async (): Promise<void> => {
    for (const path of broken) await control.remove(`broken-paths?path=${encodeURIComponent(path)}`)
    broken.clear()
  }
  const begin = (body: object): Promise<{ readonly id: string } | undefined> =>
    control.post<{ readonly id: string }>('rehearsal', body).catch(() => undefined)
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
    mend,
    rehearse: async () => {
      const rehearsal = await begin({ seconds: LEASE_SECONDS })
      if (rehearsal === undefined) return mend
      const { id } = rehearsal
      const renewal = setInterval(() => void begin({ id, seconds: LEASE_SECONDS }), RENEW_MS).unref()
      return async () => {
        clearInterval(renewal)
        await mend()
        await control.remove(`rehearsal?id=${encodeURIComponent(id)}`)
      }
    },
  }
}
