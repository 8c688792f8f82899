import type { ResolveHook } from 'node:module'

let parent: string | undefined

/** Node calls it with what `register` was given. */
export function initialize(data: { readonly parent: string }): void {
  parent = data.parent
}

/** Packages of Nest are looked for where the others of that version are. */
export const resolve: ResolveHook = (specifier, context, next) =>
  next(specifier, specifier.startsWith('@nestjs/') ? { ...context, parentURL: parent } : context)
