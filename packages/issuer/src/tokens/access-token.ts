import { FAULTS, type FaultName } from '../faults/fault-table.ts'
import { runHook } from '../hooks/run-hook.ts'
import type { AccessOrigin } from '../protocol/access-grants.ts'
import type { Realm } from '../realm.ts'
import { addClaims } from './added-claims.ts'
import { forgeDraft, type Forgery } from './forgery.ts'
import { toMachineClaims, type MachineClient } from './machine-claims.ts'
import type { OmittableClaim } from './omitted-claims.ts'
import { toPersonClaims, type PersonGrant } from './person-claims.ts'
import { sealToken, type Draft } from './sealed-token.ts'
import { randomSecret, toTokenId, type Claims, type Stamp } from './token-stamp.ts'

/** What a test may want that no login gives. */
export interface Wishes {
  readonly omit?: readonly OmittableClaim[] | undefined
  readonly forge?: Forgery | undefined
  readonly fault?: FaultName | undefined
}

/** The token that a person's grant gives: a JWT, or an opaque one where the client has no JWTs. */
export async function issuePersonToken(
  grant: PersonGrant,
  stamp: Stamp,
  realm: Realm,
  origin?: AccessOrigin,
  wishes: Wishes = {},
): Promise<string> {
  const secret = randomSecret()
  const tokenId = toTokenId(secret)
  const isForJwt = hasJwt(grant) || wishes.forge !== undefined || wishes.fault !== undefined
  const claims = isForJwt ? await toClaims(grant, stamp, tokenId, realm, wishes) : undefined
  realm.accessGrants.put({
    tokenId,
    person: { user: grant.user, isAdHoc: grant.isAdHoc },
    clientId: grant.client.id,
    scopes: grant.scopes,
    audience: grant.resource ?? stamp.endpoint,
    authTime: grant.authTime,
    amr: grant.amr,
    issuedAt: stamp.issuedAt,
    expiresAt: stamp.expiresAt,
    origin,
  })
  return claims === undefined ? secret : seal(claims, { grant, stamp, secret, realm }, wishes)
}

/** The token that a machine gets for itself: always a JWT, and no hook runs for it. Takes a checked client. */
export async function issueMachineToken(
  client: MachineClient,
  stamp: Stamp,
  realm: Realm,
  wishes: Wishes = {},
): Promise<string> {
  const secret = randomSecret()
  const tokenId = toTokenId(secret)
  realm.accessGrants.put({
    tokenId,
    person: undefined,
    clientId: client.id,
    scopes: client.scopes ?? [],
    audience: client.resource,
    authTime: undefined,
    amr: [],
    issuedAt: stamp.issuedAt,
    expiresAt: stamp.expiresAt,
    origin: undefined,
  })
  return seal(toMachineClaims(client, stamp, tokenId), { grant: undefined, stamp, secret, realm }, wishes)
}

async function toClaims(
  grant: PersonGrant,
  stamp: Stamp,
  tokenId: string,
  realm: Realm,
  { omit = [] }: Wishes,
): Promise<Claims> {
  const own = toPersonClaims(grant, stamp, tokenId, [...realm.settings.omit, ...omit])
  return addClaims(await runHook('oidc.jwt.pre_create', own, grant, realm), grant.addedClaims)
}

/** In Authgear the token of a third-party client is opaque, unless it is for a resource. */
function hasJwt({ client, resource }: PersonGrant): boolean {
  return client.issuesJwt || (client.kind === 'third_party_app' && resource !== undefined)
}

/** All that a faulty token can be made of. */
export interface TokenContext {
  readonly grant: PersonGrant | undefined
  readonly stamp: Stamp
  /** What would be handed out instead of a JWT. */
  readonly secret: string
  readonly realm: Realm
}

async function seal(claims: Claims, context: TokenContext, { forge, fault }: Wishes): Promise<string> {
  const [key] = await context.realm.keys.all()
  const header = { alg: key.publicJwk.alg, typ: 'at+jwt', kid: key.publicJwk.kid }
  const draft: Draft = forgeDraft({ header, claims, key }, forge)
  return fault === undefined ? sealToken(draft) : FAULTS[fault].make(draft, context)
}
