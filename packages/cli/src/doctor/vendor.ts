import type { JsonObject } from '../token/json-object.ts'

/** Whose issuer it is, as far as remedies differ. */
export type Vendor = 'authgear' | 'other'

/** Authgear lists scopes of its own in its discovery document, under whatever name it is reached. */
export function vendorOf({ scopes_supported: scopes }: JsonObject): Vendor {
  return Array.isArray(scopes) && scopes.includes('https://authgear.com/scopes/full-access')
    ? 'authgear'
    : 'other'
}
