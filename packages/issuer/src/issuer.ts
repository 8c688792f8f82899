import { createControl, type Control } from './control/control.ts'
import { readIssuerOptions, type IssuerOptions } from './options/issuer-options.ts'
import { createWorld, type Realm, type World } from './realm.ts'
import { openServers } from './server/http-servers.ts'
import { createInProcessFetch } from './server/in-process-fetch.ts'
import { readListenOptions, type ListenOptions, type ListenPlan } from './server/listen-options.ts'
import { createRoutes } from './server/routes.ts'

/** A local issuer. It signs whatever it is asked to: for development and tests only. */
export interface Issuer extends Control {
  /** `iss` of its tokens and the origin of its pages, without a trailing slash. */
  readonly endpoint: string
  /** Answers requests to `endpoint` in-process, without a port. Any other origin rejects with a TypeError. */
  readonly fetch: typeof globalThis.fetch
  /**
   * Opens a port, on loopback only. The running issuer shares all that this one has; unless `createIssuer` was given an
   * endpoint, its own is `http://localhost:<port>`, so take its tokens, not this one's.
   * Rejects when the port is taken, when `host` is not loopback, and when `NODE_ENV` is `production`.
   */
  listen(options?: ListenOptions): Promise<RunningIssuer>
}

/** An issuer that also answers over HTTP until it is closed. */
export interface RunningIssuer extends Issuer {
  readonly port: number
  /** What must be shown to use `/dev/` over HTTP; `undefined` where nothing must. */
  readonly controlToken: string | undefined
  /** Frees the port and cuts open connections. Tokens can still be minted. */
  close(): Promise<void>
}

const IN_PROCESS_ENDPOINT = 'http://issuer.localhost'

/** Gives an issuer at once: no port is opened and no key is made until it is used. Throws a TypeError for a wrong option. */
export function createIssuer(options: IssuerOptions = {}): Issuer {
  const world = createWorld(readIssuerOptions(options))
  return issuerAt(world.settings.endpoint ?? IN_PROCESS_ENDPOINT, world)
}

function issuerAt(endpoint: string, world: World): Issuer {
  const realm: Realm = { ...world, endpoint }
  const control = createControl(realm)
  return Object.freeze<Issuer>({
    ...control,
    endpoint,
    fetch: createInProcessFetch(endpoint, createRoutes(realm, control)),
    listen: async (options = {}) => listen(readListenOptions(options), world),
  })
}

async function listen({ at, controlToken }: ListenPlan, world: World): Promise<RunningIssuer> {
  // Through URL, because an origin has no port where it is the scheme's own.
  const endpointOn = (port: number) =>
    world.settings.endpoint ?? new URL(`http://${at.urlHost}:${port}`).origin
  const { port, close } = await openServers(at, (port) => {
    const realm: Realm = { ...world, endpoint: endpointOn(port) }
    return createRoutes(realm, createControl(realm), controlToken)
  })
  return Object.freeze<RunningIssuer>({ ...issuerAt(endpointOn(port), world), port, controlToken, close })
}
