// Koa 2 brings no types; what is used of it here has those of Koa 3.
declare module 'koa2' {
  export { default } from 'koa'
}
// The types of Koa 3 name a type that this package calls by another name by now: without it they do not compile.
declare module 'content-disposition' {
  export interface Options {
    readonly type?: string
  }
}
