import type { GatewayConfig } from '../config/schema.ts'

/** What should be known of a resolver before it starts: sentences for the log. */
export function findResolverWarnings({ resolver }: Pick<GatewayConfig, 'resolver'>): readonly string[] {
  if (resolver === undefined || resolver.upstreamResolver !== undefined) return []
  return [
    'resolver: without upstreamResolver, session cookies and opaque tokens are answered with session-valid: false; ' +
      'hint: set resolver.upstreamResolver, or send JWT access tokens',
  ]
}
