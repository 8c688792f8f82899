import { readHost } from '../asked/host.ts'
import { readTarget } from '../asked/target.ts'
import { TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import { TELLINGS } from '../asked/tellings.ts'
import { canonicalName } from '../identity/canonical-name.ts'
import { HEADER_SETS } from '../identity/header-sets.ts'
import { ASSERTION_HEADER } from '../identity/assertion-header.ts'
import type { Problem } from './problem.ts'
import type { GatewayConfig, RuleConfig } from './schema.ts'
import { readTrust } from './trust.ts'

/** Headers that are not for identities: the proxy, HTTP or the credentials need them. */
const TAKEN = [
  'authorization',
  'cache-control',
  'connection',
  'content-type',
  'content-length',
  'cookie',
  'dpop',
  'dpop-nonce',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'retry-after',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'vary',
  'www-authenticate',
  'x-tokenstile-body',
  ...TOLD_BY_PROXY,
]

/** The mistakes that the shape of a configuration does not show. */
export function checkMeaning(config: GatewayConfig): readonly Problem[] {
  return [
    ...checkTrust(config),
    ...checkListeners(config),
    ...config.rules.flatMap((rule, index) => checkRule(rule, index, config)),
    ...checkHeaders(config),
    ...checkResolver(config),
  ]
}

function checkTrust({ trustedProxies, listen, grpc }: GatewayConfig): readonly Problem[] {
  const trust = readTrust(trustedProxies)
  if ('problem' in trust) return [{ path: ['trustedProxies', trust.index], message: trust.problem }]
  const isSocket = [listen, grpc].some((at) => at !== undefined && 'socket' in at)
  if (isSocket && !trustedProxies.includes('unix')) {
    return [{ path: ['trustedProxies'], message: 'must name unix, since a unix socket is listened on' }]
  }
  return []
}

function checkListeners({ proxy, grpc }: GatewayConfig): readonly Problem[] {
  if (grpc === undefined || proxy === 'envoy') return []
  return [{ path: ['grpc'], message: 'is for Envoy alone; hint: proxy: envoy' }]
}

function checkRule(
  rule: RuleConfig,
  index: number,
  { assertion, issuers }: GatewayConfig,
): readonly Problem[] {
  const { path = '/', hosts = [], anonymous, require, recentLogin, backend } = rule
  const problems: Problem[] = []
  const add = (name: string, message: string): void =>
    void problems.push({ path: ['rules', index, name], message })
  const target = readTarget(path)
  if (target === undefined || target.ambiguity !== undefined || target.path !== path) {
    add('path', 'must be a literal path without escapes, dot segments, query and empty segments')
  } else if (path !== '/' && path.endsWith('/')) {
    add('path', 'must not end with a slash; hint: /api covers /api/ and all below it')
  }
  for (const host of hosts) {
    if (readHost(host) !== host.toLowerCase())
      add('hosts', 'must be hosts without a port, such as api.example.com')
  }
  if (anonymous && (require ?? recentLogin) !== undefined) {
    add('anonymous', 'lets everybody in, so require and recentLogin cannot stand beside it')
  }
  if (require?.acr !== undefined && issuers.every((issuer) => 'authgear' in issuer)) {
    add('require', "acr can never be met: Authgear's tokens have none; hint: recentLogin, or amr")
  }
  if (assertion !== undefined && backend === undefined) {
    add('backend', 'is missing: the signed identity needs to know for whom it is')
  }
  return problems
}

function checkHeaders({ headers, proxy, rules }: GatewayConfig): readonly Problem[] {
  const problems: Problem[] = []
  const own = HEADER_SETS[headers?.set ?? 'default'].map(({ name }) => name)
  const taken = new Set(
    [...TAKEN, ...Object.keys(TELLINGS[proxy].headers), ...own, ASSERTION_HEADER].map(canonicalName),
  )
  for (const [index, { header }] of (headers?.map ?? []).entries()) {
    const name = canonicalName(header)
    if (taken.has(name)) {
      problems.push({
        path: ['headers', 'map', index, 'header'],
        message: 'is taken; hint: choose another name',
      })
    }
    taken.add(name)
  }
  // What brings an ID token may be sent by a client.
  for (const [index, { recentLogin }] of rules.entries()) {
    if (recentLogin?.idTokenHeader === undefined || !taken.has(canonicalName(recentLogin.idTokenHeader)))
      continue
    problems.push({
      path: ['rules', index, 'recentLogin', 'idTokenHeader'],
      message: 'is taken; hint: choose another name',
    })
  }
  if (headers?.inboundIdentityHeaders === 'strip' && proxy === 'haproxy') {
    problems.push({
      path: ['headers', 'inboundIdentityHeaders'],
      message: 'strip is for proxies that are proved to take the headers off; hint: reject',
    })
  }
  return problems
}

function checkResolver({ resolver, issuers }: GatewayConfig): readonly Problem[] {
  if (resolver === undefined || issuers.some((issuer) => 'authgear' in issuer)) return []
  return [{ path: ['resolver'], message: 'is for Authgear; hint: an issuer with authgear: https://…' }]
}
