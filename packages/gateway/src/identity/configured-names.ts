import type { GatewayConfig } from '../config/schema.ts'
import { ASSERTION_HEADER } from './assertion-header.ts'
import { HEADER_SETS } from './header-sets.ts'

/** The headers that carry an identity to the backend, as they are written. */
export function identityNamesOf({ headers = {}, assertion }: GatewayConfig): readonly string[] {
  return [
    ...HEADER_SETS[headers.set ?? 'default'].map(({ name }) => name),
    ...(headers.map ?? []).map(({ header }) => header),
    ...(assertion === undefined ? [] : [ASSERTION_HEADER]),
  ]
}

/** The headers that bring ID tokens: the gateway reads them, the backend does not get them. */
export function idTokenNamesOf({ rules }: Pick<GatewayConfig, 'rules'>): readonly string[] {
  return [...new Set(rules.flatMap(({ recentLogin }) => recentLogin?.idTokenHeader ?? []))]
}
