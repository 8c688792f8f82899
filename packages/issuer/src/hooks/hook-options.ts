import { checkOptions, text } from '../options/option-rules.ts'

export type HookName = 'oidc.jwt.pre_create' | 'oidc.id_token.pre_create'

/** The event as Authgear sends it. */
export interface HookEvent {
  readonly id: string
  readonly seq: number
  readonly type: HookName
  readonly payload: {
    readonly user: Readonly<Record<string, unknown>>
    readonly identities: readonly unknown[]
    /** In `oidc.jwt.pre_create`. */
    readonly jwt?: { readonly payload: Readonly<Record<string, unknown>> }
    /** In `oidc.id_token.pre_create`. */
    readonly id_token?: { readonly payload: Readonly<Record<string, unknown>> }
  }
  readonly context: Readonly<Record<string, unknown>>
}

/** What a hook answers: the whole new payload, in which nothing that was there may be changed or missing. */
export interface HookResponse {
  readonly is_allowed: boolean
  readonly title?: string
  readonly reason?: string
  readonly mutations?: {
    readonly jwt?: { readonly payload?: Readonly<Record<string, unknown>> }
    readonly id_token?: { readonly payload?: Readonly<Record<string, unknown>> }
  }
}

/** A function in this process. */
export type HookFunction = (event: HookEvent) => HookResponse | Promise<HookResponse>

/** A server: it gets the event by POST, with `x-authgear-body-signature` (HMAC-SHA256 of the body, hexadecimal). */
export interface Webhook {
  url: string
  secret: string
}

export type HookOptions = { readonly [Name in HookName]?: HookFunction | Webhook }

/** Throws a TypeError that names the hook at fault. */
export function readHooks(hooks: unknown): HookOptions {
  const rule = { expects: 'a function, or an object with url and secret', accepts: isHook }
  checkOptions<HookOptions>('createIssuer: hooks', hooks, {
    'oidc.jwt.pre_create': rule,
    'oidc.id_token.pre_create': rule,
  })
  return { ...hooks }
}

function isHook(hook: unknown): boolean {
  if (typeof hook === 'function') return true
  if (typeof hook !== 'object' || hook === null) return false
  const { url, secret, ...others } = hook as Partial<Webhook>
  const isAddress = typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url)
  return isAddress && text.accepts(secret) && Object.keys(others).length === 0
}
