import { readClients, type Client, type ClientOptions } from '../clients/client.ts'
import { readHooks, type HookOptions } from '../hooks/hook-options.ts'
import { readUser, type User, type UserOptions } from '../people/user.ts'
import { OMITTABLE_CLAIMS, type OmittableClaim } from '../tokens/omitted-claims.ts'
import { readEndpoint } from './endpoint.ts'
import { createIssuerFile, type Inhabitants } from './issuer-file.ts'
import { checkOptions, clock, flag, list, listOf, object, text, wholeNumber } from './option-rules.ts'

export interface IssuerOptions {
  /** The issuer's origin, `iss` of every token, with or without a trailing slash. Default `http://issuer.localhost`. */
  endpoint?: string
  /** The issuer's clock in milliseconds, like `Date.now`, which is the default. */
  now?: () => number
  /** Lifetime of a token that does not ask for its own. Default 1800, as in Authgear. */
  accessTokenLifetimeSeconds?: number
  users?: readonly UserOptions[]
  /** Besides them there are `local-app` and `local-machine`, ready to try, unless you give clients of these ids. */
  clients?: readonly ClientOptions[]
  /** A JSON or YAML file with `users` and `clients`, read again whenever it changes. It adds to the two options above. */
  file?: string
  /** What runs before a token is signed; it may add claims. */
  hooks?: HookOptions
  /** Claims that no token has, because an older server did not set them yet. */
  omit?: readonly OmittableClaim[]
  /** Adds an introspection endpoint (RFC 7662), which Authgear does not have. Default false. */
  hasIntrospection?: boolean
  /** Keeps the signing keys in this file, private halves included. Default: they end with the process. */
  keysFile?: string
  /** Goes before the names of cookies, with a hyphen, as Authgear's `http.cookie_prefix`. */
  cookiePrefix?: string
}

/** The checked options; `endpoint` stays undefined when the caller did not fix one. */
export interface IssuerSettings {
  readonly endpoint: string | undefined
  readonly now: () => number
  readonly accessTokenLifetimeSeconds: number
  /** Who there is now. Throws when the file cannot be read. */
  readonly inhabitants: () => Inhabitants
  readonly hooks: HookOptions
  readonly omit: readonly OmittableClaim[]
  readonly hasIntrospection: boolean
  readonly keysFile: string | undefined
  readonly cookiePrefix: string
}

/** Throws a TypeError that names the option at fault, or an Error when the file cannot be read. */
export function readIssuerOptions(options: unknown): IssuerSettings {
  checkOptions<IssuerOptions>('createIssuer', options, {
    endpoint: text,
    now: clock,
    accessTokenLifetimeSeconds: wholeNumber(1),
    users: list,
    clients: list,
    file: text,
    hooks: object,
    omit: listOf(OMITTABLE_CLAIMS),
    hasIntrospection: flag,
    keysFile: text,
    cookiePrefix: text,
  })
  return {
    endpoint: options.endpoint === undefined ? undefined : readEndpoint(options.endpoint),
    now: toFiniteClock(options.now ?? Date.now),
    accessTokenLifetimeSeconds: options.accessTokenLifetimeSeconds ?? 1800,
    inhabitants: createInhabitants(options),
    hooks: readHooks(options.hooks ?? {}),
    omit: options.omit ?? [],
    hasIntrospection: options.hasIntrospection ?? false,
    keysFile: options.keysFile,
    cookiePrefix: options.cookiePrefix === undefined ? '' : `${options.cookiePrefix}-`,
  }
}

/** The file's come last: who has the same id in both is as the file says. */
function createInhabitants({ users = [], clients = [], file }: IssuerOptions): () => Inhabitants {
  const ownUsers: readonly User[] = users.map((user, index) =>
    readUser(`createIssuer: users[${index}]`, user),
  )
  const ownClients: readonly Client[] = readClients('createIssuer', clients)
  const readFile = createIssuerFile(file)
  // A mistake in the file should show when the issuer is made, not at the first login.
  readFile()
  return () => {
    const fromFile = readFile()
    return { users: [...ownUsers, ...fromFile.users], clients: [...fromFile.clients, ...ownClients] }
  }
}

/** Without it, a clock that returns no number would mint tokens whose times are null. */
function toFiniteClock(now: () => number): () => number {
  return () => {
    const ms = now()
    if (!Number.isFinite(ms)) throw new TypeError('createIssuer: now must return milliseconds, like Date.now')
    return ms
  }
}
