import type { Realm } from '../realm.ts'
import { PATHS } from '../server/paths.ts'
import { PERSON_SCOPES } from '../clients/scopes.ts'
import { FULL_SCOPES, STANDARD_ATTRIBUTES } from '../people/standard-attributes.ts'

/**
 * Gives the document that Authgear serves at both well-known addresses, with every field it lists. That includes what
 * this issuer does not do: DPoP and the response type for settings.
 */
export function toDiscoveryDocument({
  endpoint,
  settings,
}: Pick<Realm, 'endpoint' | 'settings'>): Readonly<Record<string, string | readonly string[]>> {
  return {
    authorization_endpoint: `${endpoint}${PATHS.authorize}`,
    token_endpoint: `${endpoint}${PATHS.token}`,
    response_types_supported: ['code', 'urn:authgear:params:oauth:response-type:settings-action', 'none'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    revocation_endpoint: `${endpoint}${PATHS.revoke}`,
    token_endpoint_auth_methods_supported: ['none', 'client_secret_post', 'client_secret_basic'],
    dpop_signing_alg_values_supported: ['ES256', 'RS256'],
    issuer: endpoint,
    scopes_supported: SCOPES,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: CLAIMS,
    jwks_uri: `${endpoint}${PATHS.jwks}`,
    userinfo_endpoint: `${endpoint}${PATHS.userinfo}`,
    end_session_endpoint: `${endpoint}${PATHS.endSession}`,
    ...(settings.hasIntrospection ? { introspection_endpoint: `${endpoint}${PATHS.introspect}` } : {}),
  }
}

/** The scopes that every project has. */
export const SCOPES: readonly string[] = [
  ...PERSON_SCOPES,
  ...FULL_SCOPES,
  'https://authgear.com/scopes/pre-authenticated-url',
]

const CLAIMS = ['iss', 'aud', 'iat', 'exp', 'sub', ...STANDARD_ATTRIBUTES]
