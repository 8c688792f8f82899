import { own, type Claims, type Header } from '../core/claims.ts'
import { toMediaType } from '../core/media-type.ts'
import { ID_TOKEN_CLAIMS } from '../core/registered-claims.ts'

/** What a token looks like, whatever it is worth. */
export type TokenKind = 'access' | 'id' | 'opaque' | 'encrypted' | 'unknown'

/** Tells an access token from an ID token by its `typ`, else by the claims that only one of them has. */
export function kindOf(header: Header, claims: Claims): TokenKind {
  const typ = own(header, 'typ')
  if (typeof typ === 'string' && toMediaType(typ) === 'at+jwt') return 'access'
  if (ID_TOKEN_CLAIMS.some((claim) => Object.hasOwn(claims, claim))) return 'id'
  if (['scope', 'scp', 'client_id'].some((claim) => Object.hasOwn(claims, claim))) return 'access'
  // What is left of an ID token: a login, and no word of what the client may do.
  return ['sid', 'auth_time'].some((claim) => Object.hasOwn(claims, claim)) ? 'id' : 'unknown'
}
