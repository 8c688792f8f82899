import { checkOptions, object, textList } from '../options/option-rules.ts'
import { isJson } from './added-claims.ts'
import type { Draft } from './sealed-token.ts'

/** What Authgear would never sign. It is put over the token just before the signature, which stays a good one. */
export interface Forgery {
  /** Claims to set, also those that are there. */
  claims?: Readonly<Record<string, unknown>>
  /** Header members to set. `alg` cannot be changed: that is what faults are for. */
  header?: Readonly<Record<string, unknown>>
  /** Claims to leave out. */
  without?: readonly string[]
}

export function checkForgery(forge: unknown): void {
  checkOptions<Forgery>('token: forge', forge, { claims: object, header: object, without: textList })
  if (!isJson(forge.claims ?? {}) || !isJson(forge.header ?? {})) {
    throw new TypeError('token: forge has a value that JSON cannot carry; use plain data')
  }
  for (const name of ['alg', 'crit', 'b64']) {
    if (forge.header !== undefined && name in forge.header) {
      throw new TypeError(`token: forge cannot set ${name} in the header; use a fault`)
    }
  }
}

/** Gives the draft with the forgery in it. */
export function forgeDraft(draft: Draft, { claims = {}, header = {}, without = [] }: Forgery = {}): Draft {
  const forged = Object.entries({ ...draft.claims, ...claims }).filter(([name]) => !without.includes(name))
  return { ...draft, header: { ...draft.header, ...header }, claims: Object.fromEntries(forged) }
}
