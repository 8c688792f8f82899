import { constants, sign } from 'node:crypto'
import { createKey, signWith, testKey, type TestKey } from '../support/keys.ts'
import { buildToken, issuerOptions } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'
import { toBytes, toNumber, withSignature } from './signed-parts.ts'

const rsa = testKey('RS256')
const other = createKey('RS256')

testAttacks({ checklist: '1, 7' }, [
  ['an RSA signature of zeros', () => withSignature(rsa, (b) => Buffer.alloc(b.length)), 'bad_signature'],
  [
    'an RSA signature that is the number one',
    () => withSignature(rsa, (b) => toBytes(1n, b.length)),
    'bad_signature',
  ],
  [
    'an RSA signature that is the modulus',
    () => withSignature(rsa, (b) => toBytes(modulus(rsa), b.length)),
    'bad_signature',
  ],
  [
    'an RSA signature that is the modulus less one',
    () => withSignature(rsa, (b) => toBytes(modulus(rsa) - 1n, b.length)),
    'bad_signature',
  ],
  [
    'an RSA signature with the modulus added',
    () => withSignature(rsa, (b) => addModulus(b)),
    'bad_signature',
  ],
  [
    'an RSA signature with a zero byte before',
    () => withSignature(rsa, (b) => Buffer.concat([Buffer.alloc(1), b])),
    'bad_signature',
  ],
  [
    'an RSA signature with a zero byte behind',
    () => withSignature(rsa, (b) => Buffer.concat([b, Buffer.alloc(1)])),
    'bad_signature',
  ],
  [
    'an RSA signature without its first byte',
    () => withSignature(rsa, (b) => b.subarray(1)),
    'bad_signature',
  ],
  ['an RSA signature of one byte', () => withSignature(rsa, () => Buffer.from([1])), 'bad_signature'],
  [
    'the signature of a stranger under a known kid',
    () => buildToken({ key: other, header: { kid: rsa.kid } }),
    'bad_signature',
  ],
  [
    'the signature of another token of the same key',
    () => withSignature(rsa, () => lastPart(buildToken({ claims: { sub: 'user-2' } }))),
    'bad_signature',
  ],
  ['a signature over the claims alone', () => signOver((_, claims) => claims), 'bad_signature'],
  [
    'a signature over the decoded text',
    () => signOver((header, claims) => decode(header) + '.' + decode(claims)),
    'bad_signature',
  ],
  [
    'a signature over other claims',
    () =>
      buildToken()
        .split('.')
        .with(1, buildToken({ claims: { sub: 'admin' } }).split('.')[1] as string)
        .join('.'),
    'bad_signature',
  ],
  ['a PKCS #1 signature by another hash', () => buildToken({ signAs: { alg: 'RS512' } }), 'bad_signature'],
  ['a PSS signature where PKCS #1 is named', () => buildToken({ signAs: { alg: 'PS256' } }), 'bad_signature'],
])

const pss = testKey('PS256')
const withSalt = (saltLength: number): string => {
  const text = buildToken({ key: pss }).replace(/\.[^.]*$/, '')
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const signature = signWith(pss.privateKey, 'sha256', Buffer.from(text), { padding, saltLength })
  return `${text}.${signature.toString('base64url')}`
}
testAttacks({ checklist: '7', issuer: issuerOptions({}, [pss]), control: () => buildToken({ key: pss }) }, [
  [
    'a PKCS #1 signature where PSS is named',
    () => buildToken({ key: pss, signAs: { alg: 'RS256' } }),
    'bad_signature',
  ],
  ['a PSS signature without salt', () => withSalt(0), 'bad_signature'],
  ['a PSS signature with a salt of 20 bytes', () => withSalt(20), 'bad_signature'],
  ['a PSS signature with the longest salt', () => withSalt(222), 'bad_signature'],
])

/** The order of Ed25519's group: RFC 8032 §5.1. A signature whose S is not below it is another spelling of a true one. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n
const ed = testKey('EdDSA')

testAttacks({ checklist: '7, 10', issuer: issuerOptions({}, [ed]), control: () => buildToken({ key: ed }) }, [
  ...[1n, 2n, 15n].map((times): Attack => [
    `an Ed25519 signature whose S has the order added ${times} times`,
    () => withSignature(ed, (b) => addToS(b, L * times)),
    'bad_signature',
  ]),
  ['an Ed25519 signature of zeros', () => withSignature(ed, () => Buffer.alloc(64)), 'bad_signature'],
  [
    'an Ed25519 signature with a neutral R and S zero',
    () => withSignature(ed, () => Buffer.concat([Buffer.from([1]), Buffer.alloc(63)])),
    'bad_signature',
  ],
  [
    'an Ed25519 signature without its last byte',
    () => withSignature(ed, (b) => b.subarray(0, 63)),
    'bad_signature',
  ],
  [
    'an Ed25519 signature with a zero byte behind',
    () => withSignature(ed, (b) => Buffer.concat([b, Buffer.alloc(1)])),
    'bad_signature',
  ],
])

function modulus({ jwk }: TestKey): bigint {
  return toNumber(Buffer.from(jwk['n'] as string, 'base64url'))
}

function addModulus(signature: Buffer): Buffer {
  const sum = toNumber(signature) + modulus(rsa)
  return toBytes(sum, sum >= 256n ** 256n ? 257 : 256)
}

function addToS(signature: Buffer, amount: bigint): Buffer {
  const s = toNumber(Buffer.from(signature.subarray(32).toReversed())) + amount
  return Buffer.concat([signature.subarray(0, 32), toBytes(s, 32).toReversed()])
}

function signOver(text: (header: string, claims: string) => string): string {
  const [header = '', claims = ''] = buildToken().split('.')
  const signature = sign('sha256', Buffer.from(text(header, claims)), rsa.privateKey)
  return `${header}.${claims}.${signature.toString('base64url')}`
}

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString()
}

function lastPart(token: string): Buffer {
  return Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url')
}
