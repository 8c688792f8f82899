import type { AnyAuth } from '../core/auth.ts'
import { ERRORS } from '../core/error-table.ts'
import { AuthError, ConfigError } from '../core/errors.ts'
import { optional, readFunction, readOptions } from '../core/option-readers.ts'
import { insideOf } from '../core/inside.ts'
import type { Verifier } from '../core/verifier.ts'
import { readResourceUrl } from '../protected-resource/resource-url.ts'
import { toAuthInfo, type AuthInfo } from './auth-info.ts'

/** The MCP SDK's `OAuthTokenVerifier`, of both its lines. */
export interface TokenVerifier {
  verifyAccessToken(token: string): Promise<AuthInfo>
}

/** The class of your SDK whose errors its middleware answers with 401: exactly one of them. */
export type TokenVerifierOptions = (
  | {
      /** SDK 1.x: from `@modelcontextprotocol/sdk/server/auth/errors.js`. */
      readonly InvalidTokenError: new (message: string) => Error
      readonly OAuthError?: never
    }
  | {
      /** SDK 2.x: from `@modelcontextprotocol/server`. */
      readonly OAuthError: new (code: string, message: string) => Error
      readonly InvalidTokenError?: never
    }
) & {
  /** The server's identifier, for `AuthInfo.resource` and so for the middleware's `expectedResource`. */
  readonly resource?: string
}

/**
 * Makes the token verifier that the SDK's own `requireBearerAuth` takes. Prefer `authenticate`, since that middleware decides
 * the answers, and these are its limits:
 *
 * - an issuer that cannot be reached, and every fault of the program, is a 500 without `Retry-After`; no error hook sees it;
 * - without a token, the challenge names `invalid_token`; a malformed header is 401 instead of 400;
 * - it reads one header, up to the second space: no second token is noticed, and no cookie is read;
 * - it allows no clock tolerance at the end of a token;
 * - its answers lack `Cache-Control: no-store`.
 *
 * Throws a `ConfigError` for wrong options.
 */
export function toTokenVerifier(verifier: Verifier<AnyAuth>, options: TokenVerifierOptions): TokenVerifier {
  insideOf(verifier)
  const { resource, InvalidTokenError, OAuthError } = readOptions<ReadOptions>('toTokenVerifier', options, {
    InvalidTokenError: optional(readFunction<never>),
    OAuthError: optional(readFunction<never>),
    resource: optional((path, value) => readResourceUrl(path, value).resource),
  })
  if ((InvalidTokenError === undefined) === (OAuthError === undefined)) {
    throw new ConfigError(
      'toTokenVerifier',
      "expected one class of your SDK's errors: InvalidTokenError of 1.x, or OAuthError of 2.x",
    )
  }
  return Object.freeze({
    async verifyAccessToken(token: string): Promise<AuthInfo> {
      try {
        return toAuthInfo(await verifier.verify(token), token, resource)
      } catch (error) {
        // Whatever else it is, it must not read as a bad token: clients would log their users out.
        if (!AuthError.is(error) || error.status !== 401) throw error
        const { description } = ERRORS[error.code]
        throw OAuthError === undefined
          ? new (InvalidTokenError as InvalidTokenClass)(description)
          : new OAuthError('invalid_token', description)
      }
    },
  })
}

type InvalidTokenClass = new (message: string) => Error

interface ReadOptions {
  readonly InvalidTokenError?: InvalidTokenClass
  readonly OAuthError?: new (code: string, message: string) => Error
  readonly resource?: string
}
