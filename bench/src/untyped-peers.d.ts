// What the bench uses of two packages that bring no types.

declare module 'jsonwebtoken' {
  import type { KeyObject } from 'node:crypto'

  interface VerifyOptions {
    readonly algorithms: readonly string[]
    readonly issuer: string
    readonly audience: string
    readonly clockTolerance?: number
  }
  const jsonwebtoken: {
    verify(token: string, key: KeyObject | string, options: VerifyOptions): unknown
    decode(token: string, options: { readonly complete: true }): { readonly header: { kid?: string } } | null
    readonly JsonWebTokenError: new (message: string) => Error
  }
  export = jsonwebtoken
}

declare module 'autocannon' {
  interface Load {
    readonly url: string
    readonly connections: number
    readonly duration: number
    readonly requests: readonly { readonly headers: Readonly<Record<string, string>> }[]
  }
  interface Result {
    readonly '2xx': number
    readonly non2xx: number
    readonly errors: number
    readonly duration: number
  }
  function autocannon(load: Load): Promise<Result>
  export = autocannon
}
