import type { DefectName } from '../defects.ts'
import type { HeaderLine, Shot } from '../target/send.ts'
import type { Attack, Kit, Tolerance } from './attack.ts'

const JUNK = 'Bearer not-a-token'

/** The good token somewhere else, or not alone. Where it is carried in a header of its own, or a cookie, these say nothing. */
function inAuthorization(
  defect: DefectName,
  name: string,
  sentence: string,
  values: (token: string) => readonly string[],
  tolerates: Tolerance = 'malformed',
): Attack {
  return place(defect, name, sentence, tolerates, ({ good, place }) =>
    place === 'bearer' ? { headers: values(good.text).map((value): HeaderLine => ['Authorization', value]) } : undefined,
  )
}

function place(
  defect: DefectName,
  name: string,
  sentence: string,
  tolerates: Tolerance,
  make: (kit: Kit) => Shot | undefined,
): Attack {
  return { name, family: 'transport', sentence, defect, tolerates, make: (kit) => make(kit) }
}

const queries: readonly Attack[] = ['access_token', 'token', 'jwt', 'id_token', 'auth', 'bearer'].map((name) =>
  place('token-in-query', `query-${name.replace('_', '-')}`, `a good token in the address, as ${name}`, 'malformed', ({ good }) => ({
    query: { [name]: good.text },
  })),
)

const pairs: readonly Attack[] = [
  place('first-of-two-headers', 'two-tokens-good-first', 'two headers or cookies of one name: a good token, then junk', 'malformed', (kit) =>
    both(kit.carry(kit.good.text), kit.carry('not-a-token')),
  ),
  place('first-of-two-headers', 'two-tokens-good-last', 'two headers or cookies of one name: junk, then a good token', 'malformed', (kit) =>
    both(kit.carry('not-a-token'), kit.carry(kit.good.text)),
  ),
  inAuthorization('first-of-two-headers', 'two-headers-other-scheme', 'two Authorization headers: of another scheme, then a good token', (token) => [
    'Basic cHJvYmU6cHJvYmU=',
    `Bearer ${token}`,
  ]),
  inAuthorization('first-of-two-headers', 'comma-good-first', 'one header with two tokens: a good one, a comma, junk', (token) => [
    `Bearer ${token}, ${JUNK}`,
  ]),
  inAuthorization('first-of-two-headers', 'comma-good-last', 'one header with two tokens: junk, a comma, a good one', (token) => [
    `${JUNK}, Bearer ${token}`,
  ]),
  inAuthorization('lenient-header', 'space-good-first', 'one header with two tokens: a good one, a space, junk', (token) => [
    `Bearer ${token} not-a-token`,
  ]),
  inAuthorization('lenient-header', 'space-good-last', 'one header with two tokens: junk, a space, a good one', (token) => [
    `${JUNK} ${token}`,
  ]),
]

function both(first: Shot, second: Shot): Shot {
  return { ...first, headers: [...(first.headers ?? []), ...(second.headers ?? [])] }
}

const spellings: readonly Attack[] = [
  inAuthorization('lenient-header', 'scheme-absent', 'a good token without a scheme', (token) => [token]),
  inAuthorization('lenient-header', 'scheme-basic', 'a good token under the scheme Basic', (token) => [`Basic ${token}`]),
  inAuthorization('lenient-header', 'scheme-token', 'a good token under the scheme Token', (token) => [`Token ${token}`]),
  inAuthorization('lenient-header', 'scheme-jwt', 'a good token under the scheme JWT', (token) => [`JWT ${token}`]),
  inAuthorization('lenient-header', 'scheme-dpop', 'a good token under the scheme DPoP, without a proof', (token) => [`DPoP ${token}`]),
  inAuthorization('lenient-header', 'scheme-longer', 'a good token under the scheme Bearers', (token) => [`Bearers ${token}`]),
  inAuthorization('lenient-header', 'scheme-colon', 'a colon behind Bearer', (token) => [`Bearer: ${token}`]),
  inAuthorization('lenient-header', 'scheme-equals', 'an equals sign behind Bearer', (token) => [`Bearer=${token}`]),
  inAuthorization('lenient-header', 'scheme-glued', 'no space behind Bearer', (token) => [`Bearer${token}`]),
  inAuthorization('lenient-header', 'scheme-twice', 'Bearer twice', (token) => [`Bearer Bearer ${token}`]),
  inAuthorization('lenient-header', 'quoted', 'a good token in quotes', (token) => [`Bearer "${token}"`]),
  inAuthorization('lenient-header', 'semicolon', 'a good token with a semicolon behind it', (token) => [`Bearer ${token};`]),
  inAuthorization('lenient-header', 'parameter', 'a good token as a parameter', (token) => [`Bearer token="${token}"`]),
  inAuthorization('lenient-header', 'tab', 'a tab behind Bearer', (token) => [`Bearer\t${token}`]),
  inAuthorization('lenient-header', 'space-inside', 'a space between claims and signature', (token) => {
    const dot = token.lastIndexOf('.')
    return [`Bearer ${token.slice(0, dot)}. ${token.slice(dot + 1)}`]
  }),
  inAuthorization('signature-not-checked', 'nothing', 'Bearer with nothing behind it', () => ['Bearer ']),
  inAuthorization('signature-not-checked', 'scheme-alone', 'Bearer without a space', () => ['Bearer']),
  inAuthorization('signature-not-checked', 'word-null', 'the word null, as a page sends that has no token', () => ['Bearer null']),
  inAuthorization('signature-not-checked', 'word-undefined', 'the word undefined', () => ['Bearer undefined']),
  inAuthorization('signature-not-checked', 'word-object', 'the text [object Object]', () => ['Bearer [object Object]']),
  inAuthorization('signature-not-checked', 'header-empty', 'an empty Authorization header', () => ['']),
]

/** Names under which gateways and proxies say who is calling. */
const IDENTITY: readonly (readonly [name: string, header: string, value: (subject: string) => string])[] = [
  ['x-user-id', 'X-User-Id', (subject) => subject],
  ['x-user', 'X-User', (subject) => subject],
  ['x-forwarded-user', 'X-Forwarded-User', (subject) => subject],
  ['x-remote-user', 'X-Remote-User', (subject) => subject],
  ['remote-user', 'Remote-User', (subject) => subject],
  ['x-authenticated-userid', 'X-Authenticated-Userid', (subject) => subject],
  ['x-consumer-id', 'X-Consumer-Id', (subject) => subject],
]

const places: readonly Attack[] = [
  ...['X-Access-Token', 'X-Auth-Token', 'X-Forwarded-Access-Token', 'X-Authorization', 'X-Id-Token'].map((header) =>
    place('lenient-header', header.toLowerCase(), `a good token in the header ${header}`, 'malformed', ({ good, place }) =>
      place === 'bearer' ? { headers: [[header, good.text]] } : undefined,
    ),
  ),
  ...IDENTITY.map(([name, header, value]) =>
    place('trusts-headers', name, `no token, and ${header} names a user`, 'malformed', ({ good }) => ({
      headers: [[header, value(subjectOf(good.claims['sub']))]],
    })),
  ),
  place('trusts-headers', 'gateway-headers', 'no token, and all headers that our gateway would send', 'malformed', ({ good }) => ({
    headers: [
      ['X-Auth-Status', 'valid'],
      ['X-Auth-Issuer', subjectOf(good.claims['iss'])],
      ['X-User-Id', subjectOf(good.claims['sub'])],
      ['X-User-Roles', 'admin'],
      ['X-User-Scopes', 'openid'],
      ['X-Client-Id', 'probe'],
    ],
  })),
  place('trusts-headers', 'resolver-headers', "no token, and all headers that Authgear's resolver would send", 'malformed', ({ good }) => ({
    headers: [
      ['x-authgear-session-valid', 'true'],
      ['x-authgear-user-id', subjectOf(good.claims['sub'])],
      ['x-authgear-user-anonymous', 'false'],
      ['x-authgear-user-verified', 'true'],
      ['x-authgear-user-roles', 'admin'],
    ],
  })),
  place('trusts-headers', 'local-address', 'no token, and headers that say the request comes from this machine', 'malformed', () => ({
    headers: [
      ['X-Forwarded-For', '127.0.0.1'],
      ['X-Real-IP', '127.0.0.1'],
      ['Forwarded', 'for=127.0.0.1'],
    ],
  })),
  place('trusts-headers', 'method-override', 'no token, and headers that name another method and address', 'malformed', () => ({
    headers: [
      ['X-HTTP-Method-Override', 'OPTIONS'],
      ['X-Original-URL', '/'],
      ['X-Rewrite-URL', '/'],
    ],
  })),
]

function subjectOf(value: unknown): string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : 'admin'
}

/** Where a token may be, and how it may stand there. RFC 6750 §2. */
export const transportAttacks: readonly Attack[] = [...queries, ...pairs, ...spellings, ...places]
