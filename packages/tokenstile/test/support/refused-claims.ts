import { testKey } from './keys.ts'
import { refused, type RefusedToken } from './refused-token.ts'
import { AUDIENCE, ISSUER } from './tokens.ts'

const claims = (changes: object) => ({ claims: changes as Record<string, unknown> })
const NO_TEXT: readonly unknown[] = ['', 5, true, null, {}, ['user-1'], []]
const name = (value: unknown): string => JSON.stringify(value)

export const TYPES: readonly RefusedToken[] = [
  ...['JWT', 'jwt', 'application/jwt', 'id+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'at+JWS', ''].map(
    (typ) => refused(`a token of the type ${name(typ)}`, 'wrong_type', 'typ', { header: { typ } }),
  ),
  ...[
    'at+jwt ',
    ' at+jwt',
    'at+jwt;x',
    'text/at+jwt',
    'application/application/at+jwt',
    'at jwt',
    'xat+jwt',
  ].map((typ) => refused(`a token of the type ${name(typ)}`, 'wrong_type', 'typ', { header: { typ } })),
  ...[undefined, null, 5, true, ['at+jwt'], { typ: 'at+jwt' }].map((typ) =>
    refused(`a token whose typ is ${name(typ)}`, 'wrong_type', 'typ', { header: { typ } }),
  ),
  refused(
    'an absent typ where JWT is asked for',
    'wrong_type',
    'typ',
    { header: { typ: undefined } },
    { types: ['JWT'] },
  ),
  refused(
    'a typ of JWT where it must be absent',
    'wrong_type',
    'typ',
    { header: { typ: 'JWT' } },
    { types: null },
  ),
  refused(
    'a typ of null where it may be absent',
    'wrong_type',
    'typ',
    { header: { typ: null } },
    { types: [null] },
  ),
  // U+212A lower-cases to k and U+017F upper-cases to S: neither is ASCII.
  refused(
    'a typ with a Kelvin sign',
    'wrong_type',
    'typ',
    { header: { typ: 'to\u212Aen' } },
    { types: ['token'] },
  ),
]

const CRITICAL = [
  { crit: ['exp'] },
  { crit: [] },
  { crit: 'b64' },
  { crit: null },
  { b64: false },
  { b64: true },
]
export const CRITICALS: readonly RefusedToken[] = CRITICAL.map((header) =>
  refused(`a header with ${name(header)}`, 'unsupported_crit', Object.keys(header)[0], { header }),
)

export const ISSUERS: readonly RefusedToken[] = [
  ...[
    `${ISSUER}/`,
    `${ISSUER}.`,
    `${ISSUER}.evil.example`,
    `${ISSUER}@evil.example`,
    'https://ISSUER.example',
    'http://issuer.example',
    'https://issuer.example:443',
    ` ${ISSUER}`,
    `${ISSUER} `,
    `${ISSUER}\u0000`,
    'https://issuer',
    'https://i',
    '',
    'issuer.example',
    'https://issuer.exampl\u0435',
  ].map((iss) => refused(`the iss ${name(iss)}`, 'untrusted_issuer', 'iss', claims({ iss }))),
  ...[[ISSUER], [ISSUER, 'https://evil.example'], { 0: ISSUER }, 5, true, null].map((iss) =>
    refused(`the iss ${name(iss)}`, 'invalid_claim', 'iss', claims({ iss })),
  ),
  refused('a token without iss', 'missing_claim', 'iss', claims({ iss: undefined })),
]

export const AUDIENCES: readonly RefusedToken[] = [
  ...[
    'https://other.example',
    `${AUDIENCE}/`,
    `${AUDIENCE}.evil.example`,
    'https://api.exampl',
    'https://API.example',
    ` ${AUDIENCE}`,
    `${AUDIENCE} https://other.example`,
    `${AUDIENCE},https://other.example`,
    '',
    [],
    [''],
    ['https://other.example', `${AUDIENCE}/`],
  ].map((aud) => refused(`the aud ${name(aud)}`, 'wrong_audience', 'aud', claims({ aud }))),
  ...[5, true, null, {}, { 0: AUDIENCE }, [[AUDIENCE]], [AUDIENCE, 5], [AUDIENCE, null]].map((aud) =>
    refused(`the aud ${name(aud)}`, 'invalid_claim', 'aud', claims({ aud })),
  ),
  refused('a token without aud', 'missing_claim', 'aud', claims({ aud: undefined })),
  refused('an aud of a wrong type where it is not checked', 'invalid_claim', 'aud', claims({ aud: 5 }), {
    audience: null,
  }),
]

const onlyClient = { clientIds: ['client-1', 'client-2'] }
export const CLIENTS: readonly RefusedToken[] = [
  ...['client-3', 'client-1 ', 'CLIENT-1', 'client-1,client-2', 'client'].map((client_id) =>
    refused(
      `the client ${name(client_id)}`,
      'client_not_allowed',
      'client_id',
      claims({ client_id }),
      onlyClient,
    ),
  ),
  ...NO_TEXT.map((client_id) =>
    refused(`the client_id ${name(client_id)}`, 'invalid_claim', 'client_id', claims({ client_id })),
  ),
  ...NO_TEXT.map((azp) =>
    refused(
      `the azp ${name(azp)} without client_id`,
      'invalid_claim',
      'azp',
      claims({ azp, client_id: undefined }),
    ),
  ),
  refused(
    'no client where only some may call',
    'missing_claim',
    'client_id',
    claims({ client_id: undefined }),
    onlyClient,
  ),
  refused(
    'another azp where only some may call',
    'client_not_allowed',
    'azp',
    claims({ azp: 'x', client_id: undefined }),
    onlyClient,
  ),
  // client_id says who asked for the token; azp must not speak for it.
  refused(
    'an allowed azp beside another client_id',
    'client_not_allowed',
    'client_id',
    claims({ azp: 'client-1', client_id: 'x' }),
    onlyClient,
  ),
]

export const REQUIRED: readonly RefusedToken[] = [
  ...['exp', 'iat', 'sub', 'client_id', 'jti'].map((claim) =>
    refused(`a token without ${claim}`, 'missing_claim', claim, claims({ [claim]: undefined })),
  ),
  ...['sub', 'jti'].flatMap((claim) =>
    NO_TEXT.map((value) =>
      refused(`the ${claim} ${name(value)}`, 'invalid_claim', claim, claims({ [claim]: value })),
    ),
  ),
  ...['constructor', 'toString', 'hasOwnProperty', '__proto__'].map((claim) =>
    refused(
      `a required claim ${claim} that only every object has`,
      'missing_claim',
      claim,
      {},
      { requiredClaims: [claim] },
    ),
  ),
  refused(
    'a required claim that is absent',
    'missing_claim',
    'tenant',
    {},
    { requiredClaims: ['sub', 'tenant'] },
  ),
  refused('no exp, even where it is not listed', 'missing_claim', 'exp', claims({ exp: undefined }), {
    requiredClaims: [],
  }),
  refused('a sub of a wrong type, even where it is not listed', 'invalid_claim', 'sub', claims({ sub: 5 }), {
    requiredClaims: [],
  }),
  refused(
    'no sub where types is loosened',
    'missing_claim',
    'sub',
    { header: { typ: 'JWT' }, claims: { sub: undefined } },
    { types: ['JWT'] },
  ),
]

const jwt = { types: ['JWT', null] }
const accessKind = { types: ['JWT'], kind: { claim: 'token_use', value: 'access' } }
export const KINDS: readonly RefusedToken[] = [
  ...['nonce', 'at_hash', 'c_hash', 's_hash', 'events'].flatMap((claim) =>
    ['x', null].map((value) =>
      refused(
        `what looks like an ID token by its ${claim} of ${name(value)}`,
        'wrong_type',
        claim,
        { header: { typ: 'JWT' }, claims: { [claim]: value } },
        jwt,
      ),
    ),
  ),
  refused(
    'what looks like an ID token and has no typ',
    'wrong_type',
    'nonce',
    { header: { typ: undefined }, claims: { nonce: 'x' } },
    { types: null },
  ),
  ...[undefined, 'id', 'Access', 'access ', ['access'], true, null].map((token_use) =>
    refused(
      `the kind ${name(token_use)}`,
      'wrong_type',
      'token_use',
      { header: { typ: 'JWT' }, claims: { token_use } },
      accessKind,
    ),
  ),
  refused('a kind that is text where a number is asked for', 'wrong_type', 'ver', claims({ ver: '2' }), {
    kind: { claim: 'ver', value: 2 },
  }),
  refused(
    'a kind that only every object has',
    'wrong_type',
    'constructor',
    {},
    { kind: { claim: 'constructor', value: 'Object' } },
  ),
]

export const BINDINGS: readonly RefusedToken[] = [
  refused('a token that is bound to a DPoP key', 'dpop_required', 'cnf', claims({ cnf: { jkt: 'x' } })),
  refused(
    'a token that is bound to a certificate',
    'certificate_mismatch',
    'cnf',
    claims({ cnf: { 'x5t#S256': 'x' } }),
  ),
  ...[{}, null, 'x', 5, [], [{ jkt: 'x' }], { jwk: {} }, { kid: 'x' }, { JKT: 'x' }].map((cnf) =>
    refused(`a token that is bound by ${name(cnf)}`, 'invalid_claim', 'cnf', claims({ cnf })),
  ),
  refused(
    'a token with both bindings',
    'dpop_required',
    'cnf',
    claims({ cnf: { 'x5t#S256': 'x', jkt: 'y' } }),
  ),
]

const alg = (value: unknown) => ({ header: { alg: value } })
export const ALGORITHMS: readonly RefusedToken[] = [
  ...[
    'none',
    'None',
    'NONE',
    'nOnE',
    'none ',
    'HS256',
    'hs256',
    'HS384',
    'HS512',
    'RS1',
    'rs256',
    'RS256 ',
    '',
  ].map((value) => refused(`the alg ${name(value)}`, 'algorithm_not_allowed', 'alg', alg(value))),
  ...[undefined, null, 256, true, ['RS256'], { name: 'RS256' }].map((value) =>
    refused(`the alg ${name(value)}`, 'algorithm_not_allowed', 'alg', alg(value)),
  ),
  ...['constructor', '__proto__', 'toString'].map((value) =>
    refused(`an alg that only every object has, ${value}`, 'algorithm_not_allowed', 'alg', alg(value)),
  ),
  refused('a known alg that is not listed', 'algorithm_not_allowed', 'alg', {}, { algorithms: ['ES256'] }),
  refused('ES256K where nobody lists it', 'algorithm_not_allowed', 'alg', alg('ES256K')),
  refused('Ed448 where nobody lists it', 'algorithm_not_allowed', 'alg', alg('Ed448')),
  refused('an unsigned token', 'malformed_token', undefined, {
    header: { alg: 'none' },
    signAs: { alg: 'none' },
  }),
  refused('HS256 with the public key as its secret', 'algorithm_not_allowed', 'alg', {
    header: { alg: 'HS256' },
    signAs: { alg: 'HS256', secret: testKey().publicKey.export({ format: 'pem', type: 'spki' }) as string },
  }),
]
