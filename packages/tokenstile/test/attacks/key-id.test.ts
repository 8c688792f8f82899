import { createKey, testKey } from '../support/keys.ts'
import { buildToken, issuerOptions } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

const attacker = createKey()

/** What was put into a kid to reach a file, a database, a shell or another object. */
const KIDS: readonly (readonly [string, string])[] = [
  ['path to an empty file', '/dev/null'],
  ['path upwards', '../../../../../../../dev/null'],
  ['encoded path upwards', '..%2f..%2f..%2fdev%2fnull'],
  ['path with a null character', '../key.pem\0.jwk'],
  ['Windows path', '..\\..\\windows\\win.ini'],
  ['file address', 'file:///etc/passwd'],
  ['web address', 'https://attacker.example/jwks'],
  ['SQL union', "x' UNION SELECT 'secret"],
  ['SQL comment', "' OR 1=1 --"],
  ['LDAP filter', '*)(uid=*))(|(uid=*'],
  ['shell command', '$(id)'],
  ['shell pipe', '|id'],
  ['template', '{{7*7}}'],
  ['line break', 'key\r\nX-Admin: 1'],
  ['member that every object has', 'constructor'],
  ['prototype', '__proto__'],
  ['index of the first key', '0'],
  ['empty text', ''],
  ['text of 4,000 characters', 'k'.repeat(4000)],
  ['true kid with a space behind', `${testKey().kid} `],
  [
    'true kid in capitals',
    testKey()
      .kid.toUpperCase()
      .replace(/^(?![A-F])/, 'A'),
  ],
  ['start of the true kid', testKey().kid.slice(0, -1)],
]

testAttacks(
  { checklist: '27' },
  KIDS.flatMap(([name, kid]): Attack[] => [
    [
      `a kid with a ${name}, signed by a stranger`,
      () => buildToken({ key: attacker, header: { kid } }),
      'unknown_key',
    ],
    [`a kid with a ${name}, truly signed`, () => buildToken({ header: { kid } }), 'unknown_key'],
  ]),
)

/** CVE-2021-46743: a kid of another type reached another key. */
const NO_TEXTS: readonly (readonly [string, unknown])[] = [
  ['number', 0],
  ['list', [testKey().kid]],
  ['object', { kid: testKey().kid }],
  ['boolean', true],
  ['null', null],
]

testAttacks(
  { checklist: '27' },
  NO_TEXTS.map(([name, kid]): Attack => [
    `a kid that is a ${name}`,
    () => buildToken({ header: { kid } }),
    'malformed_token',
  ]),
)

const weird = createKey('ES256', '__proto__')
testAttacks(
  {
    checklist: '27',
    issuer: issuerOptions({}, [testKey(), weird]),
    control: () => buildToken({ key: weird }),
  },
  [
    [
      'the signature of another key under a kid named as the prototype',
      () => buildToken({ key: createKey('ES256'), header: { kid: '__proto__' } }),
      'bad_signature',
    ],
  ],
)
