import { checkOptions, flag, object, oneOf, text, textList, wholeNumber } from '../options/option-rules.ts'
import { checkResource } from './resource.ts'
import { checkMachineScopes } from './scopes.ts'

/** Authgear's application types. */
export type ClientKind = 'spa' | 'native' | 'traditional_webapp' | 'confidential' | 'third_party_app' | 'm2m'

export interface ClientOptions {
  /** `client_id`. */
  id: string
  /** Default `spa`. It decides who must have a secret, and whose tokens carry personal attributes. */
  kind?: ClientKind
  /** What the login page calls it. Default: the id. */
  name?: string
  /** Needed by `confidential` and `m2m`, allowed for `third_party_app`, refused for the others. */
  secret?: string
  /** Compared as they are, character by character. */
  redirectUris?: readonly string[]
  postLogoutRedirectUris?: readonly string[]
  /**
   * The switch "Issue JWT as access token". Off: access tokens are opaque. Default: on, but off for `third_party_app`,
   * whose tokens are opaque in Authgear unless they are for a `resource`. An `m2m` client always gets JWTs.
   */
  issueJwtAccessToken?: boolean
  /** Default: the issuer's. */
  accessTokenLifetimeSeconds?: number
  /** Default 31449600 (52 weeks), as in Authgear. */
  refreshTokenLifetimeSeconds?: number
  /** The APIs (https URIs) that `third_party_app` and `m2m` may ask for, with their scopes. Default: any API and scope. */
  resources?: Readonly<Record<string, readonly string[]>>
}

/** A checked client with its defaults; `undefined` means that the issuer decides or that anything goes. */
export interface Client {
  readonly id: string
  readonly kind: ClientKind
  readonly name: string
  readonly secret: string | undefined
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly issuesJwt: boolean
  readonly accessTokenLifetimeSeconds: number | undefined
  readonly refreshTokenLifetimeSeconds: number
  readonly resources: Readonly<Record<string, readonly string[]>> | undefined
}

const KINDS: readonly ClientKind[] = [
  'spa',
  'native',
  'traditional_webapp',
  'confidential',
  'third_party_app',
  'm2m',
]
const REFRESH_TOKEN_LIFETIME_SECONDS = 31_449_600

/** Gives the clients, checked. Throws a TypeError that names the one at fault. */
export function readClients(where: string, given: readonly unknown[]): readonly Client[] {
  const clients = given.map((client, index) => readClient(`${where}: clients[${index}]`, client))
  const ids = clients.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined)
    throw new TypeError(`${where}: two clients have the id '${twice}'; keep one of them`)
  return clients
}

function readClient(where: string, given: unknown): Client {
  checkOptions<ClientOptions>(where, given, {
    id: text,
    kind: oneOf(KINDS),
    name: text,
    secret: text,
    redirectUris: textList,
    postLogoutRedirectUris: textList,
    issueJwtAccessToken: flag,
    accessTokenLifetimeSeconds: wholeNumber(1),
    refreshTokenLifetimeSeconds: wholeNumber(1),
    resources: object,
  })
  if (given.id === undefined) throw new TypeError(`${where} must have an id`)
  const client = toClient(given)
  checkSecret(where, client)
  checkKindFits(where, client, given)
  for (const uri of [...client.redirectUris, ...client.postLogoutRedirectUris]) checkRedirectUri(where, uri)
  for (const [resource, scopes] of Object.entries(client.resources ?? {})) {
    checkResource(resource)
    if (!textList.accepts(scopes)) throw new TypeError(`${where}: scopes of ${resource} must be an array`)
    checkMachineScopes(scopes)
  }
  return client
}

/** Fills in what a checked client leaves out. */
export function toClient(given: ClientOptions): Client {
  const kind = given.kind ?? 'spa'
  return {
    id: given.id,
    kind,
    name: given.name ?? given.id,
    secret: given.secret,
    redirectUris: given.redirectUris ?? [],
    postLogoutRedirectUris: given.postLogoutRedirectUris ?? [],
    issuesJwt: given.issueJwtAccessToken ?? kind !== 'third_party_app',
    accessTokenLifetimeSeconds: given.accessTokenLifetimeSeconds,
    refreshTokenLifetimeSeconds: given.refreshTokenLifetimeSeconds ?? REFRESH_TOKEN_LIFETIME_SECONDS,
    resources: given.resources,
  }
}

function checkSecret(where: string, { kind, secret }: Client): void {
  const needsOne = kind === 'confidential' || kind === 'm2m'
  if (needsOne && secret === undefined)
    throw new TypeError(`${where}: a client of kind ${kind} needs a secret`)
  if (!needsOne && secret !== undefined && kind !== 'third_party_app') {
    throw new TypeError(
      `${where}: a client of kind ${kind} cannot keep a secret; leave it out, or use confidential`,
    )
  }
}

function checkKindFits(where: string, { kind, redirectUris, issuesJwt }: Client, given: ClientOptions): void {
  if (kind === 'm2m' && !issuesJwt) {
    throw new TypeError(`${where}: a client of kind m2m always gets JWTs; leave issueJwtAccessToken out`)
  }
  if (kind === 'm2m' && redirectUris.length > 0) {
    throw new TypeError(`${where}: a client of kind m2m has nobody to redirect; leave redirectUris out`)
  }
  if (given.resources !== undefined && !mayAskForResource(kind)) {
    throw new TypeError(`${where}: a client of kind ${kind} cannot ask for a resource; leave resources out`)
  }
}

function checkRedirectUri(where: string, uri: string): void {
  const { protocol = '', hash = '' } = URL.canParse(uri) ? new URL(uri) : {}
  if (
    protocol === '' ||
    hash !== '' ||
    uri.endsWith('#') ||
    /^(javascript|data|vbscript|blob):$/.test(protocol)
  ) {
    throw new TypeError(`${where}: a redirect URI must be an absolute URI without fragment, and no script`)
  }
}

/** Only these may bind a token to an API; a first-party client that tries gets `invalid_target`. */
export function mayAskForResource(kind: ClientKind): boolean {
  return kind === 'third_party_app' || kind === 'm2m'
}

/** Whether Authgear puts personal attributes into the tokens of such a client. */
export function mayCarryAttributes(kind: ClientKind): boolean {
  return kind === 'confidential' || kind === 'third_party_app'
}
