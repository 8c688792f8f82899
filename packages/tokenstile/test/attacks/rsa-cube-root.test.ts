import { createHash } from 'node:crypto'
import { generateKeys } from '../support/generate-keys.ts'
import type { TestKey } from '../support/keys.ts'
import { buildToken, issuerOptions } from '../support/tokens.ts'
import { testAttacks } from './attack-table.ts'
import { toBytes, toNumber } from './signed-parts.ts'

// With e = 3 a cube root forges any signature that is checked from the left only. CVE-2006-4339, CVE-2022-24771.
const cubic = cubicKey()
testAttacks(
  { checklist: '7, 10', issuer: issuerOptions({}, [cubic]), control: () => buildToken({ key: cubic }) },
  [
    ['a cube root whose cube only begins as the padding does', () => forgeCube(cubic, 8), 'bad_signature'],
    ['a cube root behind padding of no length', () => forgeCube(cubic, 0), 'bad_signature'],
  ],
)

function forgeCube(key: TestKey, paddingBytes: number): string {
  const text = buildToken({ key }).replace(/\.[^.]*$/, '')
  const info = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  const start = [
    Buffer.from([0, 1]),
    Buffer.alloc(paddingBytes, 0xff),
    Buffer.alloc(1),
    info,
    createHash('sha256').update(text).digest(),
  ]
  const wanted = Buffer.concat(start)
  const least = toNumber(Buffer.concat([wanted, Buffer.alloc(256 - wanted.length)]))
  const root = cubeRoot(least) + 1n
  if (
    !toBytes(root ** 3n, 256)
      .subarray(0, wanted.length)
      .equals(wanted)
  )
    throw new Error('the forgery is not one')
  return `${text}.${toBytes(root, 256).toString('base64url')}`
}

function cubeRoot(value: bigint): bigint {
  let low = 0n
  let high = 1n << 700n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** 3n <= value) low = middle
    else high = middle
  }
  return low
}

function cubicKey(): TestKey {
  const { privateKey, publicKey } = generateKeys('rsa', { modulusLength: 2048, publicExponent: 3 })
  const jwk = {
    ...publicKey.export({ format: 'jwk' }),
    kid: 'cubic',
    alg: 'RS256',
    use: 'sig',
  } as TestKey['jwk']
  return { kid: 'cubic', alg: 'RS256', privateKey, publicKey, jwk }
}
