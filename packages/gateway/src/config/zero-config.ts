import { ConfigurationError } from './problem.ts'
import type { ProxyName } from './schema.ts'

/** What the command line says where there is no file. */
export interface ZeroConfig {
  readonly issuer?: string | undefined
  readonly proxy?: string | undefined
  readonly audience?: readonly string[] | undefined
  readonly port?: number | undefined
}

/**
 * Makes a configuration without a file: on this machine alone, for a proxy on this machine alone, with one rule, that every
 * path needs a verified token. Without an audience the issuer is an Authgear project, which is its own. Throws a
 * `ConfigurationError` for what is missing.
 */
export function toZeroConfig({ issuer, proxy, audience, port }: ZeroConfig): object {
  if (issuer === undefined) {
    throw new ConfigurationError(['no configuration: name a file, or give --issuer and --proxy'])
  }
  if (proxy === undefined) {
    throw new ConfigurationError(['--proxy is missing; hint: nginx, traefik, caddy, haproxy or envoy'])
  }
  return {
    issuers: [audience === undefined ? { authgear: issuer } : { issuer, audience }],
    proxy: proxy as ProxyName,
    trustedProxies: ['loopback'],
    listen: { host: '127.0.0.1', port: port ?? 4180 },
    rules: [{ path: '/' }],
  }
}
