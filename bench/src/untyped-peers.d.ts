// What the bench uses of packages that bring no types, or none that compile.

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
    readonly overallRate?: number
  }
  interface Result {
    readonly '2xx': number
    readonly non2xx: number
    readonly errors: number
    readonly duration: number
    readonly latency: { readonly p99: number }
  }
  function autocannon(load: Load): Promise<Result>
  export = autocannon
}

declare module 'koa' {
  import type { Server } from 'node:http'
  import type { KoaContext } from 'tokenstile/koa'

  type Context = KoaContext & {
    readonly state: { readonly auth: { readonly subject: string }; readonly user: { readonly sub: string } }
  }
  export default class Koa {
    use(middleware: (context: Context, next: () => Promise<unknown>) => unknown): this
    listen(port: number, host: string): Server
  }
}

declare module 'koa-jwt' {
  interface Options {
    readonly secret: unknown
    readonly algorithms: readonly string[]
    readonly issuer: string
    readonly audience: string
  }
  export default function koaJwt(
    options: Options,
  ): (context: unknown, next: () => Promise<unknown>) => unknown
}

declare module 'passport-jwt' {
  export const Strategy: new (options: object) => object
  export const ExtractJwt: { fromAuthHeaderAsBearerToken(): unknown }
}
