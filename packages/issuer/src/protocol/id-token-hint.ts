import type { Realm } from '../realm.ts'
import { OAuthError } from './oauth-error.ts'
import { createKeySelector } from './own-keys.ts'

/** What an ID token that a client sends back says. */
export interface IdTokenHint {
  readonly subject: string
  readonly clientId: string | undefined
  readonly sid: string | undefined
}

/**
 * Proves that we signed the hint. Like Authgear it checks neither end nor audience: a hint may be old. Throws an
 * OAuthError for anything that is no ID token of ours.
 */
export async function verifyIdTokenHint(hint: string, realm: Realm): Promise<IdTokenHint> {
  const { compactVerify } = await import('jose')
  const verified = await compactVerify(hint, await createKeySelector(realm), { algorithms: ['RS256'] }).catch(
    () => undefined,
  )
  if (verified === undefined || verified.protectedHeader.typ !== 'JWT') {
    throw new OAuthError('invalid_request', 'id_token_hint is not an ID token of this issuer')
  }
  const claims = JSON.parse(new TextDecoder().decode(verified.payload)) as Readonly<Record<string, unknown>>
  const { sub, aud, sid } = claims
  return {
    subject: String(sub),
    clientId: Array.isArray(aud) && typeof aud[0] === 'string' ? aud[0] : undefined,
    sid: typeof sid === 'string' ? sid : undefined,
  }
}
