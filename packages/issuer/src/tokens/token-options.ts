import { checkResource } from '../clients/resource.ts'
import { checkMachineScopes, checkScopes } from '../clients/scopes.ts'
import { FAULT_NAMES, type FaultName } from '../faults/fault-table.ts'
import {
  checkOptions,
  isPrintable,
  listOf,
  object,
  oneOf,
  text,
  textList,
  textOrObject,
  wholeNumber,
} from '../options/option-rules.ts'
import { readUser, type UserOptions } from '../people/user.ts'
import { checkForgery, type Forgery } from './forgery.ts'
import type { MachineClient } from './machine-claims.ts'
import { OMITTABLE_CLAIMS, type OmittableClaim } from './omitted-claims.ts'

/** What a token is minted from: a person (the default) or a machine, never both. */
export type TokenOptions = PersonTokenOptions | MachineTokenOptions

interface SharedTokenOptions {
  /** `iat` in epoch seconds. Default: now. */
  issuedAt?: number
  /** Seconds from `iat` to `exp`. Default: the client's, else the issuer's. */
  lifetimeSeconds?: number
  /** What is wrong with the token. Default: nothing. */
  fault?: FaultName
  /** What Authgear would never sign. */
  forge?: Forgery
}

export interface PersonTokenOptions extends SharedTokenOptions {
  /** The user's id, or the user. Default: one fixed, registered and verified user. */
  user?: string | UserOptions
  client?: never
  /** `client_id`. Default `local-app`, and `dcrc_local-app` with a `resource`. */
  clientId?: string
  /** Default: what Authgear's SDKs ask for; with a `resource`, `openid` alone. */
  scopes?: readonly string[]
  /** Binds the token to one API (an https URI): it becomes the only audience, instead of the endpoint. */
  resource?: string
  /** When the person proved who they are, in epoch seconds. Default: when the token is issued. */
  authTime?: number
  /** The same, as seconds before now. */
  authTimeSecondsAgo?: number
  /** Default: a password. An empty list leaves the claim out, as Authgear does. */
  amr?: readonly string[]
  /** What the `oidc.jwt.pre_create` hook adds. It cannot change a claim that is already there. */
  claims?: Readonly<Record<string, unknown>>
  /** Claims that an older server did not set yet. */
  omit?: readonly OmittableClaim[]
}

export interface MachineTokenOptions extends SharedTokenOptions {
  client: MachineClient
  user?: never
}

const SHARED_RULES = {
  issuedAt: wholeNumber(0),
  lifetimeSeconds: wholeNumber(1),
  fault: oneOf(FAULT_NAMES),
  forge: object,
}

/**
 * Gives the options back, checked; throws a TypeError that names the one at fault.
 * Does not check `claims` against the token's own: that needs the token.
 */
export function readTokenOptions(options: unknown): TokenOptions {
  const checked = isMachine(options) ? readMachineOptions(options) : readPersonOptions(options)
  if (checked.forge !== undefined) checkForgery(checked.forge)
  return checked
}

function readMachineOptions(options: { client: unknown; user?: unknown }): MachineTokenOptions {
  const { user, ...machine } = options
  if (user !== undefined) throw new TypeError('token: user and client exclude each other; use one of them')
  checkOptions<Omit<MachineTokenOptions, 'user'>>('token for a client', machine, {
    client: object,
    ...SHARED_RULES,
  })
  const { client } = machine
  checkOptions<MachineClient>('token: client', client, { id: text, resource: text, scopes: textList })
  if (client.id === undefined) throw new TypeError('token: client must have an id')
  if (client.resource === undefined)
    throw new TypeError('token: client must have a resource; it is the API it calls')
  checkResource(client.resource)
  checkMachineScopes(client.scopes ?? [])
  return machine
}

function readPersonOptions(options: unknown): PersonTokenOptions {
  checkOptions<PersonTokenOptions>('token', options, {
    user: textOrObject,
    client: object,
    clientId: text,
    scopes: textList,
    resource: text,
    authTime: wholeNumber(0),
    authTimeSecondsAgo: wholeNumber(0),
    amr: textList,
    claims: object,
    omit: listOf(OMITTABLE_CLAIMS),
    ...SHARED_RULES,
  })
  if (options.user !== undefined) {
    readUser('token: user', typeof options.user === 'string' ? { id: options.user } : options.user)
  }
  if (options.resource !== undefined) checkResource(options.resource)
  checkScopes(options.scopes ?? [])
  if (!(options.amr ?? []).every(isPrintable)) {
    throw new TypeError(
      'token: amr must hold printable ASCII without spaces; the resolver sends it in a header',
    )
  }
  if (options.authTime !== undefined && options.authTimeSecondsAgo !== undefined) {
    throw new TypeError('token: authTime and authTimeSecondsAgo say the same thing; use one of them')
  }
  return options
}

function isMachine(options: unknown): options is { client: unknown; user?: unknown } {
  return (
    typeof options === 'object' && options !== null && 'client' in options && options.client !== undefined
  )
}
