import { createKey, testKey } from '../support/keys.ts'
import { AUDIENCE, buildToken, ISSUER, issuerOptions } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

/** Values that are not the issuer: CVE-2025-30144, CVE-2024-53861. */
const ISSUERS: readonly (readonly [string, unknown, Attack[2]])[] = [
  ['another issuer', 'https://attacker.example', 'untrusted_issuer'],
  ['the issuer with a slash', `${ISSUER}/`, 'untrusted_issuer'],
  ['the issuer in capitals', ISSUER.toUpperCase(), 'untrusted_issuer'],
  ['the issuer with its port', `${ISSUER}:443`, 'untrusted_issuer'],
  ['the issuer with a dot behind its host', `${ISSUER}.`, 'untrusted_issuer'],
  ['the issuer with a space behind', `${ISSUER} `, 'untrusted_issuer'],
  ['the issuer with a null character behind', `${ISSUER}\0`, 'untrusted_issuer'],
  ['the issuer without TLS', ISSUER.replace('https', 'http'), 'untrusted_issuer'],
  ['a start of the issuer', ISSUER.slice(0, -1), 'untrusted_issuer'],
  ['an end of the issuer', ISSUER.slice(8), 'untrusted_issuer'],
  ['a longer host', `${ISSUER}.attacker.example`, 'untrusted_issuer'],
  ['the issuer as a user name', `${ISSUER}@attacker.example`, 'untrusted_issuer'],
  ['the issuer with a fragment', `${ISSUER}#`, 'untrusted_issuer'],
  ['the issuer with a look-alike letter', ISSUER.replace('issuer', '\u0456ssuer'), 'untrusted_issuer'],
  ['an empty text', '', 'untrusted_issuer'],
  ['an inherited name', 'constructor', 'untrusted_issuer'],
  ['the prototype', '__proto__', 'untrusted_issuer'],
  ['a list of the issuer', [ISSUER], 'invalid_claim'],
  ['a list of an attacker and the issuer', ['https://attacker.example', ISSUER], 'invalid_claim'],
  ['an object', { [ISSUER]: true }, 'invalid_claim'],
  ['a number', 1, 'invalid_claim'],
  ['true', true, 'invalid_claim'],
  ['null', null, 'invalid_claim'],
  ['nothing', undefined, 'missing_claim'],
]

testAttacks(
  { checklist: '16, 40' },
  ISSUERS.map(([name, iss, code]): Attack => [
    `iss that is ${name}`,
    () => buildToken({ claims: { iss } }),
    code,
  ]),
)

/** Values that do not name the audience: CVE-2020-26160, CVE-2024-5798, CVE-2025-62610. */
const AUDIENCES: readonly (readonly [string, unknown, Attack[2]])[] = [
  ['another audience', 'https://other.example', 'wrong_audience'],
  ['the issuer', ISSUER, 'wrong_audience'],
  ['an empty text', '', 'wrong_audience'],
  ['an empty list', [], 'wrong_audience'],
  ['a list of an empty text', [''], 'wrong_audience'],
  ['a list of others', ['https://other.example', 'api'], 'wrong_audience'],
  ['the audience with a slash', `${AUDIENCE}/`, 'wrong_audience'],
  ['the audience in capitals', AUDIENCE.toUpperCase(), 'wrong_audience'],
  ['the audience with a space behind', `${AUDIENCE} `, 'wrong_audience'],
  ['the audience among others in one text', `https://other.example ${AUDIENCE}`, 'wrong_audience'],
  ['the audience among others with commas', `${AUDIENCE},https://other.example`, 'wrong_audience'],
  ['a start of the audience', AUDIENCE.slice(0, -1), 'wrong_audience'],
  ['a longer audience', `${AUDIENCE}.attacker.example`, 'wrong_audience'],
  ['a pattern', '*', 'wrong_audience'],
  ['the audience with a null character behind', `${AUDIENCE}\0`, 'wrong_audience'],
  ['a list in a list', [[AUDIENCE]], 'invalid_claim'],
  ['a list of the audience and a number', [AUDIENCE, 1], 'invalid_claim'],
  ['a list of the audience and null', [AUDIENCE, null], 'invalid_claim'],
  ['a list of the audience and an object', [AUDIENCE, {}], 'invalid_claim'],
  ['an object', { 0: AUDIENCE, length: 1 }, 'invalid_claim'],
  ['an object with the audience as a name', { [AUDIENCE]: true }, 'invalid_claim'],
  ['a number', 0, 'invalid_claim'],
  ['true', true, 'invalid_claim'],
  ['null', null, 'invalid_claim'],
  ['nothing', undefined, 'missing_claim'],
]

testAttacks(
  { checklist: '17, 36' },
  AUDIENCES.map(([name, aud, code]): Attack => [
    `aud that is ${name}`,
    () => buildToken({ claims: { aud } }),
    code,
  ]),
)

testAttacks({ checklist: '17', issuer: issuerOptions({ audience: null }) }, [
  [
    'aud of a wrong type although it is not checked',
    () => buildToken({ claims: { aud: [1] } }),
    'invalid_claim',
  ],
])

const CLIENTS: readonly (readonly [string, Record<string, unknown>, Attack[2]])[] = [
  ['another client', { client_id: 'client-2' }, 'client_not_allowed'],
  [
    'an allowed azp beside another client_id',
    { client_id: 'client-2', azp: 'client-1' },
    'client_not_allowed',
  ],
  ['a start of an allowed client', { client_id: 'client-' }, 'client_not_allowed'],
  ['a list of an allowed client', { client_id: ['client-1'] }, 'invalid_claim'],
  ['an empty client', { client_id: '' }, 'invalid_claim'],
  ['null for a client', { client_id: null, azp: 'client-1' }, 'invalid_claim'],
  ['no client', { client_id: undefined }, 'missing_claim'],
]

testAttacks(
  { checklist: '36', issuer: issuerOptions({ clientIds: ['client-1'] }) },
  CLIENTS.map(([name, claims, code]): Attack => [`a token of ${name}`, () => buildToken({ claims }), code]),
)

// The key of one issuer says nothing about the tokens of another: CVE-2025-59936.
const stranger = createKey('RS256', testKey().kid)
testAttacks({ checklist: '16, 23' }, [
  [
    'a token of the issuer by a key that another issuer has under the same kid',
    () => buildToken({ key: stranger }),
    'bad_signature',
  ],
  [
    'a token of the issuer by the key of another',
    () => buildToken({ key: createKey('RS256') }),
    'unknown_key',
  ],
])
