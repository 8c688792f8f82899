import type { Server } from 'node:http'

/** Who answers: nobody is asked who calls; we ask; the framework's usual choice asks. */
export const WHO = ['bare', 'ours', 'peer'] as const
export type Who = (typeof WHO)[number]

/** The three servers of one framework: each answers `GET /` with who is calling, as JSON. */
export interface FrameworkServers {
  /** What the peer is called in the tables. */
  readonly peer: string
  /** Starts one on a free port of loopback, for tokens of the issuer at this endpoint. */
  start(who: Who, endpoint: string): Promise<Server>
}

/** What a server answers that asks nobody. */
export const NOBODY = { id: 'user-100' }

/** The key of the issuer's set, for peers that are given theirs. */
export async function fetchKeys(endpoint: string): Promise<readonly JsonWebKey[]> {
  const response = await fetch(`${endpoint}/oauth2/jwks`)
  return ((await response.json()) as { keys: JsonWebKey[] }).keys
}
