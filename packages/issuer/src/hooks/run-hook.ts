import { randomUUID } from 'node:crypto'
import type { Realm } from '../realm.ts'
import { addClaims } from '../tokens/added-claims.ts'
import type { PersonGrant } from '../tokens/person-claims.ts'
import { nowSeconds, type Claims } from '../tokens/token-stamp.ts'
import { HookError } from './hook-error.ts'
import type { HookEvent, HookName, HookResponse } from './hook-options.ts'
import { toHookUser } from './hook-user.ts'
import { callWebhook } from './webhook.ts'

/** Counts the events of this process. */
let sequence = 0

/**
 * Gives the claims as the hook wants them, or as they are where there is none. A hook may add; one that changes or
 * removes a claim fails, as in Authgear. Throws a HookError then, and when the hook forbids the token.
 */
export async function runHook(
  name: HookName,
  claims: Claims,
  grant: PersonGrant,
  realm: Realm,
): Promise<Claims> {
  const hook = realm.settings.hooks[name]
  if (hook === undefined) return claims
  const member = name === 'oidc.jwt.pre_create' ? 'jwt' : 'id_token'
  // A copy of everything: a function that writes into the event must change neither the claims nor the people.
  const event = structuredClone(toEvent(name, { [member]: { payload: claims } }, grant, realm))
  const answer = typeof hook === 'function' ? asJson(name, await hook(event)) : await callWebhook(hook, event)
  const response = readResponse(name, answer)
  if (!response.is_allowed) {
    const { title = '', reason = '' } = response
    throw new HookError(`hook ${name} does not allow the token: ${title}: ${reason}`, true)
  }
  const payload = response.mutations?.[member]?.payload
  return payload === undefined ? claims : applyMutation(name, claims, payload)
}

function toEvent(
  type: HookName,
  token: Pick<HookEvent['payload'], 'jwt' | 'id_token'>,
  { user, client }: PersonGrant,
  realm: Realm,
): HookEvent {
  return {
    id: randomUUID(),
    seq: (sequence += 1),
    type,
    payload: { user: toHookUser(user, realm.clock.now()), identities: [], ...token },
    context: {
      client_id: client.id,
      timestamp: nowSeconds(realm),
      user_id: user.id,
      triggered_by: 'user',
      preferred_languages: [],
      language: 'en',
      geo_location_code: null,
    },
  }
}

/** What a function answers goes through JSON too, as it does in Authgear: what is undefined is not there. */
function asJson(name: HookName, answer: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(answer) ?? 'null')
  } catch (cause) {
    throw new HookError(`hook ${name} must answer with what JSON can carry`, false, { cause })
  }
}

function readResponse(name: HookName, response: unknown): HookResponse {
  if (typeof response === 'object' && response !== null && 'is_allowed' in response) {
    if (typeof response.is_allowed === 'boolean') return response as HookResponse
  }
  throw new HookError(`hook ${name} must answer with an object that has is_allowed, true or false`, false)
}

function applyMutation(name: HookName, claims: Claims, payload: Claims): Claims {
  const removed = Object.keys(claims).find((claim) => !Object.hasOwn(payload, claim))
  if (removed !== undefined) {
    throw new HookError(
      `hook ${name} removed '${removed}', but it may only add; give back every claim`,
      false,
    )
  }
  try {
    return addClaims(claims, payload, `hook ${name}: the payload`)
  } catch (cause) {
    throw new HookError(cause instanceof Error ? cause.message : '', false, { cause })
  }
}
