import { authgearHeaders } from '../identity/authgear-headers.ts'
import { canonicalName } from '../identity/canonical-name.ts'
import { readNginx, type NginxDirective } from './nginx-text.ts'

/** What looks wrong in a file of nginx. */
export interface NginxFinding {
  readonly line: number
  /** Lower case, no full stop, with what to do about it. */
  readonly message: string
}

/**
 * Looks through the configuration of an nginx that asks Authgear's resolver or this gateway in its place: headers that a
 * client could send itself, cached answers that reach somebody else, a header that there no longer is. Does NOT follow
 * `include` nor prove that the rest is right.
 */
export function lintNginx(
  text: string,
  { cookiePrefix }: { readonly cookiePrefix?: string | undefined } = {},
): readonly NginxFinding[] {
  const scopes = toScopes(readNginx(text))
  const directives = scopes.flatMap((scope) => scope.directives)
  if (!directives.some(namesAuthgear) && !scopes.some((scope) => isResolver(scope, directives)))
    return [NOTHING]
  const findings = [
    ...scopes.flatMap(findUnsetHeaders),
    ...scopes.filter((scope) => !isResolver(scope, directives)).flatMap(findBareBackends),
    ...findCacheKeys(scopes, directives, cookiePrefix),
    ...directives.flatMap(findRemovedHeader),
    ...directives.flatMap(findAliases),
  ]
  return findings.toSorted((one, other) => one.line - other.line)
}

const NOTHING: NginxFinding = {
  line: 1,
  message: 'nothing here is about a resolver; hint: is it the right file? included files are not looked into',
}

/** A block with what stands directly in it, and the block around it. */
interface Scope {
  readonly owner: NginxDirective | undefined
  readonly directives: readonly NginxDirective[]
  readonly outer: Scope | undefined
}

function toScopes(
  directives: readonly NginxDirective[],
  owner?: NginxDirective,
  outer?: Scope,
): readonly Scope[] {
  const scope: Scope = { owner, directives, outer }
  return [scope, ...directives.flatMap((one) => (one.block ? toScopes(one.block, one, scope) : []))]
}

/** How the backend of a block gets its headers. */
const SETTERS = ['proxy_set_header', 'grpc_set_header', 'fastcgi_param', 'uwsgi_param', 'scgi_param']
const PREFIX = 'x-authgear-'
const ROLES = 'x-authgear-user-roles'

/** The header that a directive sets; undefined where it sets none. CGI's names are those of the headers behind them. */
function headerOf({ name, args }: NginxDirective): string | undefined {
  if (!SETTERS.includes(name)) return undefined
  const header = canonicalName(args[0] ?? '')
  if (name.endsWith('_set_header')) return header
  return header.startsWith('http-') ? header.slice('http-'.length) : undefined
}

function namesAuthgear({ args }: NginxDirective): boolean {
  return args.some((arg) => canonicalName(arg).includes(PREFIX))
}

/** What is set at one level is all that holds there: nginx adds nothing of the levels above. */
function findUnsetHeaders(scope: Scope): readonly NginxFinding[] {
  return SETTERS.flatMap((setter) => {
    const own = scope.directives.filter(({ name }) => name === setter)
    const first = own.find(isIdentity)
    if (first === undefined) return []
    const set = own.map(headerOf)
    return authgearHeaders
      .map(({ name }) => name)
      .filter((name) => !set.includes(name) && !isCleared(name, scope))
      .map((name) => ({ line: first.line, message: describeUnset(name, setter) }))
  })
}

function describeUnset(name: string, setter: string): string {
  const variable = `$${name.slice(PREFIX.length).replaceAll('-', '_')}`
  const target = setter.endsWith('_param') ? `HTTP_${name.replaceAll('-', '_').toUpperCase()}` : name
  const harm = name === ROLES ? 'a client gives itself roles' : "a client's own reaches the backend"
  return `${name} is not set beside the others, so ${harm}; hint: ${setter} ${target} ${variable}; with an auth_request_set for it`
}

/** Taken off by the module headers-more. */
function isCleared(header: string, scope: Scope | undefined): boolean {
  if (scope === undefined) return false
  const clears = scope.directives.some(
    ({ name, args }) =>
      name === 'more_clear_input_headers' &&
      args.some((arg) =>
        arg.endsWith('*') ? header.startsWith(arg.slice(0, -1).toLowerCase()) : header === arg.toLowerCase(),
      ),
  )
  return clears || isCleared(header, scope.outer)
}

/** Which directive sets the headers of a backend that is reached so. */
const SETTER_OF: Readonly<Record<string, string>> = {
  proxy_pass: 'proxy_set_header',
  grpc_pass: 'grpc_set_header',
  fastcgi_pass: 'fastcgi_param',
  uwsgi_pass: 'uwsgi_param',
  scgi_pass: 'scgi_param',
}

/** A backend that is asked for behind the resolver, or below a level that sets the headers, and gets none of them. */
function findBareBackends(scope: Scope): readonly NginxFinding[] {
  return scope.directives.flatMap(({ name, line }) => {
    const setter = Object.hasOwn(SETTER_OF, name) ? SETTER_OF[name] : undefined
    if (setter === undefined) return []
    const [inForce, ...above] = settersOf(setter, scope)
    if (inForce?.some(isIdentity) || isCleared(ROLES, scope)) return []
    const isMeant = above.flat().some(isIdentity) || isGuarded(scope)
    return isMeant ? [{ line, message: describeBare(setter) }] : []
  })
}

function describeBare(setter: string): string {
  return `no ${PREFIX}* header is set for this backend, so that a client's own reach it; hint: ${setter} for all eight of them, here: nginx takes none of a level above where there is one of this level`
}

/** The setters of each level that has any, the innermost first: that one holds. */
function settersOf(setter: string, scope: Scope | undefined): readonly (readonly NginxDirective[])[] {
  if (scope === undefined) return []
  const own = scope.directives.filter(({ name }) => name === setter)
  const above = settersOf(setter, scope.outer)
  return own.length === 0 ? above : [own, ...above]
}

function isIdentity(directive: NginxDirective): boolean {
  return headerOf(directive)?.startsWith(PREFIX) ?? false
}

function isGuarded(scope: Scope): boolean {
  const guard = nearest('auth_request', scope)
  return guard !== undefined && guard.args[0] !== 'off'
}

/** A location that auth_request asks, or that hands requests to a resolver. */
function isResolver({ owner, directives }: Scope, all: readonly NginxDirective[]): boolean {
  if (owner?.name !== 'location') return false
  const path = owner.args.at(-1)
  const isAsked = all.some(({ name, args }) => name === 'auth_request' && args[0]?.split('?')[0] === path)
  return isAsked || directives.some(({ name, args }) => PASSES.includes(name) && args.some(namesResolver))
}

const PASSES = ['proxy_pass', 'set', 'rewrite']

function namesResolver(arg: string): boolean {
  return /\/resolve(\?.*)?$/.test(arg)
}

function findCacheKeys(
  scopes: readonly Scope[],
  all: readonly NginxDirective[],
  cookiePrefix: string | undefined,
): readonly NginxFinding[] {
  const resolvers = scopes.filter((scope) => isResolver(scope, all))
  const inForce = resolvers.map((scope) => nearest('proxy_cache_key', scope))
  const keys = all.filter(
    (one) => one.name === 'proxy_cache_key' && (inForce.includes(one) || one.args.some(namesCredential)),
  )
  const uncached = resolvers.flatMap((scope) => {
    const cache = nearest('proxy_cache', scope)
    if (cache === undefined || cache.args[0] === 'off' || nearest('proxy_cache_key', scope)) return []
    return [
      {
        line: cache.line,
        message:
          'the answers of the resolver are kept under its URL alone, so that everybody becomes the first caller; hint: proxy_cache off for it, or a proxy_cache_key with every credential',
      },
    ]
  })
  return [...uncached, ...keys.flatMap((key) => judgeKey(key, cookiePrefix))]
}

function nearest(name: string, scope: Scope | undefined): NginxDirective | undefined {
  if (scope === undefined) return undefined
  return scope.directives.findLast((one) => one.name === name) ?? nearest(name, scope.outer)
}

function namesCredential(arg: string): boolean {
  return variablesOf(arg).some((name) => name === 'http_authorization' || /^cookie_.*session$/.test(name))
}

function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?([A-Za-z0-9_]+)/g)].map(([, name = '']) => name.toLowerCase())
}

const COOKIES = ['app_session', 'app_access_token', 'session'] as const

function judgeKey({ line, args }: NginxDirective, cookiePrefix: string | undefined): readonly NginxFinding[] {
  const variables = args.flatMap(variablesOf)
  const lacks = (name: string): boolean => !variables.includes(name)
  const missing = [
    ...(lacks('http_authorization') ? ['$http_authorization'] : []),
    ...(lacks('http_cookie') ? missingCookies(variables, cookiePrefix) : []),
  ]
  if (missing.length === 0) return []
  return [
    {
      line,
      message: `proxy_cache_key lacks ${missing.join(', ')}: who comes with that alone gets the identity of somebody else; hint: proxy_cache off, or every credential in the key`,
    },
  ]
}

function missingCookies(variables: readonly string[], cookiePrefix: string | undefined): readonly string[] {
  // No variable of nginx has a hyphen in its name, as every cookie with a prefix has.
  if (cookiePrefix !== undefined) return ['$http_cookie']
  return COOKIES.filter((name) => !variables.includes(`cookie_${name}`)).map((name) => `$cookie_${name}`)
}

/** What sets it to nothing is right: nobody's reaches the backend then. */
function findRemovedHeader(directive: NginxDirective): readonly NginxFinding[] {
  const { args, line } = directive
  if (!args.some((arg) => canonicalName(arg).includes('x-authgear-session-acr'))) return []
  if (headerOf(directive) !== undefined && args[1] === '') return []
  return [
    {
      line,
      message:
        'no resolver sends x-authgear-session-acr any more; hint: take it out, and set it to "" for a backend that still reads it',
    },
  ]
}

function findAliases({ name, args, line }: NginxDirective): readonly NginxFinding[] {
  const isOpen =
    (name === 'underscores_in_headers' && args[0] === 'on') ||
    (name === 'ignore_invalid_headers' && args[0] === 'off')
  if (!isOpen) return []
  return [
    {
      line,
      message: `${name} ${args[0]} lets x_authgear_user_id through, which CGI, PHP and WSGI take for x-authgear-user-id; hint: leave it as nginx has it`,
    },
  ]
}
