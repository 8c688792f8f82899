import { readEndpoint } from './endpoint.ts'
import { checkOptions, clock, text, wholeNumber } from './option-rules.ts'

export interface IssuerOptions {
  /** The issuer's origin, `iss` of every token, with or without a trailing slash. Default `http://issuer.localhost`. */
  endpoint?: string
  /** The issuer's clock in milliseconds, like `Date.now`, which is the default. */
  now?: () => number
  /** Lifetime of a token that does not ask for its own. Default 1800, as in Authgear. */
  accessTokenLifetimeSeconds?: number
}

/** The checked options; `endpoint` stays undefined when the caller did not fix one. */
export interface IssuerSettings {
  readonly endpoint: string | undefined
  readonly now: () => number
  readonly accessTokenLifetimeSeconds: number
}

/** Throws a TypeError that names the option at fault. */
export function readIssuerOptions(options: unknown): IssuerSettings {
  checkOptions<IssuerOptions>('createIssuer', options, {
    endpoint: text,
    now: clock,
    accessTokenLifetimeSeconds: wholeNumber(1),
  })
  return {
    endpoint: options.endpoint === undefined ? undefined : readEndpoint(options.endpoint),
    now: toFiniteClock(options.now ?? Date.now),
    accessTokenLifetimeSeconds: options.accessTokenLifetimeSeconds ?? 1800,
  }
}

/** Without it, a clock that returns no number would mint tokens whose times are null. */
function toFiniteClock(now: () => number): () => number {
  return () => {
    const ms = now()
    if (!Number.isFinite(ms)) throw new TypeError('createIssuer: now must return milliseconds, like Date.now')
    return ms
  }
}
