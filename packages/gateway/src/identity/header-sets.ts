import { authgearHeaders } from './authgear-headers.ts'
import { defaultHeaders } from './default-headers.ts'
import type { IdentityHeader } from './identity-header.ts'

/** The headers that are always there, by the name that a configuration gives them. */
export const HEADER_SETS: Readonly<Record<'default' | 'authgear' | 'none', readonly IdentityHeader[]>> = {
  default: defaultHeaders,
  authgear: authgearHeaders,
  none: [],
}
