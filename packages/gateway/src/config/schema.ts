import { z } from 'zod'

/**
 * What a configuration file may say: the one definition, which reads files, makes the published JSON Schema and types the
 * rest of the gateway. Everything that is not named here is a mistake.
 */

const text = z.string().min(1)
const texts = z.array(text).min(1)
const seconds = z.number().min(0)
const port = z.number().int().min(0).max(65_535)
const url = z.url({ protocol: /^https?$/ })

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'expected a header name of letters, digits and hyphens')
  .describe('A header name of letters, digits and hyphens: others are not told apart by CGI, PHP and WSGI.')

const address = z
  .strictObject({
    host: text.optional().describe('The address to bind. Default: 127.0.0.1.'),
    port: port.describe('0 takes any free port.'),
  })
  .describe('An address of this machine and a port.')

const socket = z
  .strictObject({ socket: text.describe('The path of a unix socket.') })
  .describe('A unix socket.')

const keys = z.union([
  z
    .strictObject({
      discoveryUrl: url.optional(),
      jwksUri: url.optional(),
      ttlSeconds: seconds.optional(),
      staleSeconds: seconds.optional(),
      timeoutMs: z.number().min(1).optional(),
      maxBytes: z.number().min(1).optional(),
    })
    .describe('Keys that are fetched, from another place than the discovery document says.'),
  z
    .strictObject({
      jwks: z.strictObject({ keys: z.array(z.looseObject({ kty: text })).min(1) }),
    })
    .describe('Static keys, in this file.'),
  z.strictObject({ jwksFile: text }).describe('Static keys, in a file of their own beside this one.'),
])

const common = {
  keys: keys.optional(),
  clientIds: texts.optional().describe('The clients that may call; any other is refused.'),
  clockToleranceSeconds: seconds.max(300).optional().describe('How far clocks may differ. Default: 60.'),
  maxTokenAgeSeconds: seconds.optional(),
  maxLifetimeSeconds: seconds.optional(),
  dangerouslyAllowHttpFor: texts
    .optional()
    .describe('Hosts that may be reached without TLS, such as a container of this machine.'),
}

const authgearIssuer = z
  .strictObject({
    authgear: url.describe('The endpoint of an Authgear project: issuer and audience.'),
    resource: text.optional().describe('The URI of this API, where tokens are bound to it.'),
    ...common,
  })
  .describe('An Authgear project.')

const issuer = z
  .strictObject({
    issuer: url.describe('The exact iss of its tokens.'),
    audience: z
      .union([text, texts, z.null()])
      .describe('What aud must contain one of. null says in so many words: do not check.'),
    algorithms: texts.optional(),
    types: z.union([z.array(z.union([text, z.null()])).min(1), z.null()]).optional(),
    kind: z
      .strictObject({ claim: text, value: z.union([z.string(), z.number(), z.boolean()]) })
      .optional()
      .describe('The claim and value that mark an access token of an issuer whose typ does not.'),
    requiredClaims: texts.optional(),
    rolesClaim: z
      .array(text)
      .min(1)
      .optional()
      .describe('Where the roles are, as the list of names from the top of the claims. Default: roles.'),
    ...common,
  })
  .describe('Any issuer that signs JWT access tokens.')

const requirement = z
  .strictObject({
    user: z.literal(true).optional().describe('A person, guests included; not a machine.'),
    registeredUser: z.literal(true).optional().describe('A person with an account.'),
    verifiedUser: z.literal(true).optional().describe('A registered person whose account is verified.'),
    scopes: texts.optional().describe('All of these scopes.'),
    anyScope: texts.optional().describe('At least one of these scopes.'),
    roles: texts.optional().describe('All of these roles.'),
    anyRole: texts.optional().describe('At least one of these roles.'),
    maxAuthAgeSeconds: seconds.optional().describe('The login is at most this old, by auth_time.'),
    acr: texts.optional().describe('One of these authentication context classes.'),
    amr: texts.optional().describe('All of these authentication methods.'),
  })
  .describe('What the caller must be, as authorize of the library takes it.')

const recentLogin = z
  .strictObject({
    idTokenHeader: headerName
      .optional()
      .describe(
        'The header that brings the ID token. It is taken off the request. Default: auth_time counts.',
      ),
    clientIds: texts.optional(),
    cannotReauthenticate: z.enum(['forbid', 'allow']).optional(),
    maxAuthAgeSeconds: seconds.optional().describe('Default: 300.'),
  })
  .describe('A recent login, proved by an ID token.')

const rule = z
  .strictObject({
    name: text.optional().describe('How logs and metrics call this rule. Default: its path.'),
    path: z
      .string()
      .startsWith('/')
      .optional()
      .describe(
        'A literal prefix, on segment boundaries: /api covers /api and /api/x, not /apis. Default: /.',
      ),
    methods: z
      .array(z.string().regex(/^[A-Z]+$/, 'expected a method in upper case'))
      .min(1)
      .optional(),
    hosts: texts.optional().describe('Exact hosts, without a port. Default: any.'),
    anonymous: z
      .literal(true)
      .optional()
      .describe('A request without a token passes. One with a bad token does not.'),
    allowPreflights: z.literal(true).optional().describe('Real CORS preflights pass without a token.'),
    require: requirement.optional(),
    recentLogin: recentLogin.optional(),
    backend: text.optional().describe('The audience of the signed identity: the backend behind this rule.'),
    rewrite: z
      .strictObject({
        stripPrefix: z.string().startsWith('/').optional(),
        addPrefix: z.string().startsWith('/').optional(),
      })
      .optional()
      .describe('How the proxy changes the path for the backend, for htp of the signed identity.'),
  })
  .describe('Who may do what. The first rule that fits decides; where none fits, nobody may.')

const mapping = z.strictObject({
  header: headerName,
  claim: z
    .array(text)
    .min(1)
    .describe('The names from the top of the claims: a list, since names contain dots and slashes.'),
  format: z
    .enum(['plain', 'csv', 'json', 'base64url', 'percent'])
    .optional()
    .describe('How the value is written. Default: plain.'),
})

const headers = z.strictObject({
  set: z
    .enum(['default', 'authgear', 'none'])
    .optional()
    .describe('The headers that are always there: X-User-Id and so on, or x-authgear-*. Default: default.'),
  map: z.array(mapping).optional().describe('Headers of your own, from claims.'),
  inboundIdentityHeaders: z
    .enum(['reject', 'strip'])
    .optional()
    .describe('What happens to a request that brings such a header itself. Default: reject.'),
  maxBytes: z
    .number()
    .int()
    .min(256)
    .max(65_536)
    .optional()
    .describe("How large they may be together. Default: 3,072, which fits into nginx's buffer of 4 kB."),
})

export const configSchema = z.strictObject({
  issuers: z.array(z.union([authgearIssuer, issuer])).min(1),
  proxy: z
    .enum(['nginx', 'ingress-nginx', 'traefik', 'caddy', 'haproxy', 'envoy'])
    .describe('Which proxy asks: how it says what is asked, and how it takes an answer.'),
  trustedProxies: z
    .array(text)
    .min(1)
    .describe('Who may ask: addresses, networks (10.1.0.0/16), loopback, or unix for the unix socket.'),
  listen: z.union([address, socket]).optional().describe('Default: port 4180 of 127.0.0.1.'),
  grpc: z.union([address, socket]).optional().describe("Where Envoy's gRPC is served. Envoy only."),
  health: address.optional().describe('Where /healthz and /readyz are served. Default: nowhere.'),
  admin: z
    .union([
      socket,
      address.extend({
        tokenFile: text.describe('A file with the bearer token, readable by its owner alone.'),
        hostname: text.optional().describe('The exact Host, without the port. Default: the address.'),
      }),
    ])
    .optional()
    .describe('Where metrics and the control are served. Default: nowhere.'),
  rules: z.array(rule).min(1),
  headers: headers.optional(),
  cookie: z
    .strictObject({
      name: text,
      allowedOrigins: z.array(text),
      dangerouslyUnprefixedCookie: z.literal(true).optional(),
    })
    .optional()
    .describe('Takes the token from a cookie where there is no Authorization header.'),
  webSocket: z
    .strictObject({ allowedOrigins: texts })
    .optional()
    .describe('The pages that may open WebSockets.'),
  challenge: z
    .strictObject({ realm: text.optional(), resourceMetadata: url.optional(), scopes: texts.optional() })
    .optional()
    .describe('What the challenge of a 401 says beside the error.'),
  assertion: z
    .strictObject({
      issuer: url.describe('The URL of this gateway, as backends know it: iss.'),
      keyFile: text.describe('Where the signing keys are kept, for all workers. Made where it is missing.'),
      lifetimeSeconds: z.number().int().min(5).max(60).optional().describe('Default: 60.'),
      rotateDays: z.number().min(0.001).optional().describe('Default: 30.'),
      jwksLifetimeSeconds: z.number().int().min(1).optional().describe('Default: 300.'),
    })
    .optional()
    .describe('A signed identity for the backend, in x-tokenstile-assertion.'),
  resolver: z
    .strictObject({
      cookiePrefix: text.optional().describe("The http.cookie_prefix of the project's server."),
      upstreamResolver: url.optional().describe('The resolver that session cookies and opaque tokens go to.'),
    })
    .optional()
    .describe("Serves Authgear's resolver at /resolve and /_resolver/resolve."),
  cache: z
    .union([z.strictObject({ maxEntries: z.number().int().min(1) }), z.literal(false)])
    .optional()
    .describe('How many verified tokens are remembered, or false. Default: 10,000.'),
  maxTokenBytes: z.number().int().min(1).optional(),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
      audit: z.boolean().optional().describe('A line for each decision. Default: true.'),
      subject: z
        .enum(['plain', 'hash', 'off'])
        .optional()
        .describe('How sub and client_id are written into it. Default: plain.'),
      hashKeyFile: text.optional().describe('The key of the hashes. Default: a new one at each start.'),
    })
    .optional(),
  drainSeconds: seconds.max(600).optional().describe('How long a stop may take. Default: 10.'),
})

export type GatewayConfig = z.infer<typeof configSchema>
export type IssuerConfig = GatewayConfig['issuers'][number]
export type RuleConfig = GatewayConfig['rules'][number]
export type HeadersConfig = NonNullable<GatewayConfig['headers']>
export type ProxyName = GatewayConfig['proxy']
export type ListenConfig = NonNullable<GatewayConfig['listen']>
