import type { GateOptions } from '../adapter/gate.ts'
import { readQuotables } from '../core/answer.ts'
import type { AnyAuth } from '../core/auth.ts'
import { insideOf } from '../core/inside.ts'
import { anything, optional, readOptions } from '../core/option-readers.ts'
import type { AuthRequest } from '../core/request/auth-request.ts'
import { findToken, type FoundToken } from '../core/request/find-token.ts'
import type { Verifier } from '../core/verifier.ts'
import { readResourceUrl, type ResourceUrl } from '../protected-resource/resource-url.ts'
import { toAuthInfo, type AuthInfo } from './auth-info.ts'

/** How an MCP server is guarded and how it answers. */
export interface ServerOptions<OnRefused> extends GateOptions<OnRefused> {
  /** The server's own URL, as its clients use it. Challenges name its metadata, at the place of RFC 9728 §3.1. */
  readonly resource: string
  /** The scopes without which nothing is served (403); every 401 tells the client to ask for them, or for `scopes`. */
  readonly requiredScopes?: readonly string[]
}

/** What was read of them: the gate's own options, the scopes, and how a request's `AuthInfo` is made. */
export interface ReadServer<OnRefused> {
  readonly gate: GateOptions<OnRefused>
  readonly requiredScopes: readonly string[] | undefined
  toRequestAuthInfo(request: AuthRequest, auth: AnyAuth): AuthInfo
}

/** Reads the options of a server. What belongs to every gate is read where that is opened. */
export function readServer<OnRefused>(
  verifier: Verifier<AnyAuth>,
  options: ServerOptions<OnRefused>,
): ReadServer<OnRefused> {
  const { resource, requiredScopes, ...gate } = readOptions<ReadOptions>('authenticate', options, {
    resource: readResourceUrl,
    requiredScopes: optional(readQuotables),
    realm: anything,
    resourceMetadata: anything,
    scopes: anything,
    optional: anything,
    allowPreflights: anything,
    onRefused: anything,
  })
  const { resourceMetadata = resource.metadataUrl, scopes = requiredScopes } = gate
  const { places } = insideOf(verifier).settings
  return {
    gate: { ...gate, resourceMetadata, scopes } as GateOptions<OnRefused>,
    requiredScopes,
    toRequestAuthInfo: (request, auth) => ({
      // The gate has found this token: it is the same one again.
      ...toAuthInfo(auth, (findToken(request, places) as FoundToken).token, resource.resource),
      resourceMetadataUrl: resourceMetadata as string,
    }),
  }
}

type ReadOptions = Record<Exclude<keyof ServerOptions<unknown>, 'resource' | 'requiredScopes'>, unknown> & {
  readonly resource: ResourceUrl
  readonly requiredScopes?: readonly string[]
}
