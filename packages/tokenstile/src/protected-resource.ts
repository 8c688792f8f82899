import { sendAnswer, type NodeResponse } from './adapter/node-answer.ts'
import { toWebResponse } from './adapter/web-answer.ts'
import type { Answer } from './core/answer.ts'
import {
  readResourceMetadata,
  type ProtectedResourceOptions,
  type ResourceMetadata,
} from './protected-resource/resource-metadata.ts'

export type { ProtectedResourceOptions, ResourceMetadata } from './protected-resource/resource-metadata.ts'

/** What tells clients where to get tokens, in the shapes that frameworks take. */
export interface ProtectedResource {
  /** The identifier, exactly as configured. */
  readonly resource: string
  /** For the option `resourceMetadata` of every `authenticate`. */
  readonly metadataUrl: string
  /** The path of that URL, for a router. */
  readonly path: string
  readonly metadata: ResourceMetadata
  /** The whole answer to a request for {@link path}: the metadata, a CORS preflight's answer, or 405. */
  answer(method: string | undefined): Answer
  /** For Express, Connect and `node:http`: answers requests for the path, and hands on all others. */
  middleware(request: NodeRequest, response: NodeResponse, next: () => void): void
  /** For handlers of the fetch API: undefined for a request for something else. */
  respond(request: { readonly method: string; readonly url: string }): Response | undefined
}

/** The part of a request of Node's that is read. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Where Express keeps the URL, when it hands over a part of it. */
  readonly originalUrl?: string
}

/**
 * Makes the metadata of a protected resource, by which a client that was refused finds the issuer to get a token from. Anybody
 * may read it, also a page of another origin. RFC 9728.
 *
 * Does NOT protect anything: `authenticate` does, with `resourceMetadata: resource.metadataUrl`. Does NOT check that a verifier
 * trusts the issuers that are named here. Throws a `ConfigError` for a wrong or unknown option.
 */
export function protectedResource(options: ProtectedResourceOptions): ProtectedResource {
  const { resource, metadataUrl, path, metadata } = readResourceMetadata(options)
  const found = answerAnyone(
    200,
    { 'Cache-Control': 'public, max-age=3600', 'Content-Type': 'application/json' },
    JSON.stringify(metadata),
  )
  const answer = (method: string | undefined): Answer => {
    if (method === 'GET' || method === 'HEAD') return found
    return method === 'OPTIONS' ? PREFLIGHT : WRONG_METHOD
  }
  const isAsked = (given: string): boolean => withoutSlash(given) === withoutSlash(path)

  return Object.freeze<ProtectedResource>({
    resource,
    metadataUrl,
    path,
    metadata,
    answer,
    middleware: ({ method, originalUrl, url = '' }, response, next) => {
      const [given = ''] = (originalUrl ?? url).split('?', 1)
      if (isAsked(given)) sendAnswer(response, answer(method))
      else next()
    },
    respond: ({ method, url }) =>
      isAsked(new URL(url).pathname) ? toWebResponse(answer(method)) : undefined,
  })
}

const METHODS = 'GET, HEAD, OPTIONS'
const WRONG_METHOD = answerAnyone(405, { Allow: METHODS })
/** Clients in a browser send headers of their own, such as the version of their protocol. */
const PREFLIGHT = answerAnyone(204, {
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Allow-Methods': METHODS,
  'Access-Control-Max-Age': '86400',
})

/** An answer that pages of every origin may read. One serves all requests. */
function answerAnyone(status: number, headers: Answer['headers'], body = ''): Answer {
  return Object.freeze({
    status,
    headers: Object.freeze({ 'Access-Control-Allow-Origin': '*', ...headers }),
    body,
  })
}

/** Clients that work the address out by themselves leave out a slash at the end, or add one. */
function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
