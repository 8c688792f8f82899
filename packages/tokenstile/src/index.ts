import type { Auth } from './core/auth.ts'

export { createVerifier } from './create-verifier.ts'
export { requireAccess } from './require-access.ts'
export { toResponse, type Answer, type AnswerOptions } from './core/answer.ts'
export type { AuthErrorCode } from './core/error-code.ts'
export { ERRORS, type ErrorRow } from './core/error-table.ts'
export { AuthError, ConfigError, type ErrorDetails, type UnavailableReason } from './core/errors.ts'
export type { Auth } from './core/auth.ts'
export type { Claims, Header, VerifiedClaims } from './core/claims.ts'
export type { EndReason } from './core/end-reason.ts'
export type { VerifierEvent } from './core/events.ts'
export type { IdToken, IdTokenOptions } from './core/id-token.ts'
export type { AuthOfIssuers, IssuerOptions, Issuers, RemoteKeys, StaticKeys } from './core/issuer-options.ts'
export type { JsonArray, JsonObject, JsonValue } from './core/json.ts'
export type { KeySnapshot, SnapshotStore } from './core/keys/key-snapshot.ts'
export type { Jwk, JwksDocument, KeySource } from './core/keys/key-source.ts'
export type {
  DocumentBody,
  FetchDocument,
  FetchDocumentInit,
  FetchedDocument,
} from './core/keys/fetch-document.ts'
export type { FetchFailure } from './core/keys/fetch-json.ts'
export type { IgnoredReason } from './core/keys/jwk.ts'
export type { KeyHealth } from './core/keys/key-ring.ts'
export type { KeyName } from './core/keys/distrust.ts'
export type { AuthRequest } from './core/request/auth-request.ts'
export type { RequestHeaders } from './core/request/headers.ts'
export type { CookieOptions, WebSocketOptions } from './core/request/token-places.ts'
export type { RecentLoginOptions } from './core/recent-login.ts'
export type { Requirement } from './core/requirement.ts'
export type { Revocation, RevocationQuery } from './core/revocation.ts'
export type { VerifierSettings } from './core/settings.ts'
export type { ClaimsSchema } from './core/standard-schema.ts'
export type { Admission, Authenticated, AuthOf, Verifier, VerifierHealth } from './core/verifier.ts'

/**
 * Declares once, for a whole application, what `req.auth` is:
 * `declare module 'tokenstile' { interface Register { auth: AuthOf<typeof verifier> } }`. Where `authenticate` is optional
 * anywhere, add `| undefined`. Declared here, since an interface that is exported from elsewhere cannot be added to.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- the application fills it
export interface Register {}

/** The type of `req.auth`: what was registered, else an `Auth` that may be absent. */
export type RegisteredAuth = Register extends { auth: infer A } ? A : Auth<unknown> | undefined
