import { issueAccessToken } from './access-token.ts'
import { openServers } from './http-servers.ts'
import { createInProcessFetch } from './in-process-fetch.ts'
import { readIssuerOptions, type IssuerOptions, type IssuerSettings } from './issuer-options.ts'
import { readListenOptions, type ListenAddress, type ListenOptions } from './listen-options.ts'
import { createRoutes } from './routes.ts'
import { createSigningKeys, publicJwks, type PublicJwk, type SigningKeys } from './signing-keys.ts'
import { readTokenOptions, type TokenOptions } from './token-options.ts'

/** A local issuer. It signs whatever it is asked to: for development and tests only. */
export interface Issuer {
  /** `iss` of its tokens and the origin of its pages, without a trailing slash. */
  readonly endpoint: string
  /** Answers requests to `endpoint` in-process, without a port. Any other origin rejects with a TypeError. */
  readonly fetch: typeof globalThis.fetch
  /** Mints an access token. Rejects with a TypeError that names the option at fault. */
  token(options?: TokenOptions): Promise<string>
  /** The published key set; a fresh copy. */
  jwks(): Promise<{ keys: PublicJwk[] }>
  /** Puts a new key first. It signs from now on; the older ones stay published, so their tokens stay valid. */
  rotateKeys(): Promise<void>
  /** Stops publishing all keys but the first. Tokens signed by the others can no longer be verified. */
  dropOldKeys(): Promise<void>
  /**
   * Opens a port, on loopback only. The running issuer shares this one's keys; unless `createIssuer` was given an
   * endpoint, its own is `http://localhost:<port>`, so take its tokens, not this one's.
   * Rejects when the port is taken, when `host` is not loopback, and when `NODE_ENV` is `production`.
   */
  listen(options?: ListenOptions): Promise<RunningIssuer>
}

/** An issuer that also answers over HTTP until it is closed. */
export interface RunningIssuer extends Issuer {
  readonly port: number
  /** Frees the port and cuts open connections. Tokens can still be minted. */
  close(): Promise<void>
}

const IN_PROCESS_ENDPOINT = 'http://issuer.localhost'

/** Gives an issuer at once: no port is opened and no key is made until it is used. Throws a TypeError for a wrong option. */
export function createIssuer(options: IssuerOptions = {}): Issuer {
  const settings = readIssuerOptions(options)
  return issuerAt(settings.endpoint ?? IN_PROCESS_ENDPOINT, settings, createSigningKeys(settings.now))
}

function issuerAt(endpoint: string, settings: IssuerSettings, keys: SigningKeys): Issuer {
  const source = { ...settings, endpoint, keys }
  return Object.freeze<Issuer>({
    endpoint,
    fetch: createInProcessFetch(endpoint, createRoutes(endpoint, keys)),
    token: async (options = {}) => issueAccessToken(readTokenOptions(options), source),
    jwks: () => publicJwks(keys),
    rotateKeys: () => keys.rotate(),
    dropOldKeys: () => keys.dropOld(),
    listen: async (options = {}) => listen(readListenOptions(options), settings, keys),
  })
}

async function listen(
  at: ListenAddress,
  settings: IssuerSettings,
  keys: SigningKeys,
): Promise<RunningIssuer> {
  // Through URL, because an origin has no port where it is the scheme's own.
  const endpointOn = (port: number) => settings.endpoint ?? new URL(`http://${at.urlHost}:${port}`).origin
  const { port, close } = await openServers(at, (port) => createRoutes(endpointOn(port), keys))
  return Object.freeze<RunningIssuer>({ ...issuerAt(endpointOn(port), settings, keys), port, close })
}
