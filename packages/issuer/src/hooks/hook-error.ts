/** A hook that forbade the token, or failed. The token endpoint answers with it; `token()` rejects with it. */
export class HookError extends Error {
  /** Whether the hook meant it. */
  readonly isRefusal: boolean

  constructor(message: string, isRefusal: boolean, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HookError'
    this.isRefusal = isRefusal
  }
}
