import { authgear } from 'tokenstile/authgear'
import { testKey } from '../support/keys.ts'
import { buildToken } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

const ENDPOINT = 'https://project.authgear.cloud'
const PREFIX = 'https://authgear.com/claims/user/'
const issuer = authgear(ENDPOINT, { keys: { jwks: { keys: [testKey().jwk] } } })

const person: Readonly<Record<string, unknown>> = {
  iss: ENDPOINT,
  aud: [ENDPOINT],
  sub: 'e0b1d2c3',
  client_id: 'app',
  [`${PREFIX}is_anonymous`]: false,
  [`${PREFIX}is_verified`]: true,
  [`${PREFIX}can_reauthenticate`]: true,
  [`${PREFIX}roles`]: [],
}
const machine: Readonly<Record<string, unknown>> = {
  iss: ENDPOINT,
  aud: [ENDPOINT],
  sub: 'client_id_app',
  client_id: 'app',
}
const token = (claims: Readonly<Record<string, unknown>>, changes: object): (() => string) => {
  return () => buildToken({ claims: { ...claims, ...changes } })
}

/** A client must not pass for a person, nor a person for a client: RFC 9068 §5, RFC 9700 §4.15. */
const ROWS: readonly Attack[] = [
  ['a person whose subject is a machine', token(person, { sub: 'client_id_app' }), 'invalid_claim'],
  ['a machine whose subject is another client', token(machine, { sub: 'client_id_other' }), 'invalid_claim'],
  ['a machine whose subject is the prefix alone', token(machine, { sub: 'client_id_' }), 'invalid_claim'],
  ['a machine whose subject is a person', token(machine, { sub: 'e0b1d2c3' }), 'invalid_claim'],
  ['a machine with a role', token(machine, { [`${PREFIX}roles`]: ['admin'] }), 'invalid_claim'],
  [
    'a machine that claims to be verified',
    token(machine, { [`${PREFIX}is_verified`]: true }),
    'invalid_claim',
  ],
  [
    'a machine with a user claim that nobody knows',
    token(machine, { [`${PREFIX}x`]: null }),
    'invalid_claim',
  ],
  [
    'a person without the flag of guests',
    token(person, { [`${PREFIX}is_anonymous`]: undefined }),
    'invalid_claim',
  ],
  [
    'a person whose flag of guests is a text',
    token(person, { [`${PREFIX}is_anonymous`]: 'false' }),
    'invalid_claim',
  ],
  ['a person whose flag of guests is zero', token(person, { [`${PREFIX}is_anonymous`]: 0 }), 'invalid_claim'],
  [
    'a person whose flag of guests is null',
    token(person, { [`${PREFIX}is_anonymous`]: null }),
    'invalid_claim',
  ],
  ['a person whose roles are a text', token(person, { [`${PREFIX}roles`]: 'admin' }), 'invalid_claim'],
  [
    'a person whose roles are objects',
    token(person, { [`${PREFIX}roles`]: [{ admin: true }] }),
    'invalid_claim',
  ],
  [
    'a token for another resource of the project',
    token(person, { aud: ['https://api.example'] }),
    'wrong_audience',
  ],
  [
    'an ID token of the project',
    () => buildToken({ header: { typ: 'JWT' }, claims: { ...person, aud: ['app'] } }),
    'wrong_type',
  ],
  ['a token of another project', token(person, { iss: 'https://other.authgear.cloud' }), 'untrusted_issuer'],
  [
    'a token by another algorithm of the same key',
    () => buildToken({ claims: person, header: { alg: 'PS256' }, signAs: { alg: 'PS256' } }),
    'algorithm_not_allowed',
  ],
]

testAttacks({ checklist: '22, 26', issuer, control: token(person, {}) }, ROWS)
testAttacks({ checklist: '22', issuer, control: token(machine, {}) }, [
  ['a machine without a client', token(machine, { client_id: undefined }), 'missing_claim'],
  ['a machine named by a list', token(machine, { sub: ['client_id_app'] }), 'invalid_claim'],
])
