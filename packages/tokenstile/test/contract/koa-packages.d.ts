// The packages bring no types, and those that others publish for them do not compile beside the types of their dependencies.
declare module 'koa' {
  import type { Server } from 'node:http'
  import type { Middleware } from 'tokenstile/koa'

  export default class Koa {
    use(middleware: Middleware): this
    listen(port: number, host: string): Server
  }
}
declare module 'koa2' {
  export { default } from 'koa'
}
