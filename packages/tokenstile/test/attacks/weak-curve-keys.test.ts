import { testKey, type TestKey } from '../support/keys.ts'
import { buildToken, issuerOptions } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'

/**
 * Encodings of the points of small order on Ed25519 (RFC 7748 §6.1, RFC 8032 §5.1.7), each also with the sign bit set:
 * under such a key anyone can sign. It is to Ed25519 what the exponent 1 is to RSA.
 */
const POINTS: readonly (readonly [string, string])[] = [
  ['the neutral point', `01${'00'.repeat(31)}`],
  ['a point of order four', '00'.repeat(32)],
  ['the point of order two', `ec${'ff'.repeat(30)}7f`],
  ['a point of order eight', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['another point of order eight', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['zero, written as the prime', `ed${'ff'.repeat(30)}7f`],
  ['the neutral point, written beyond the prime', `ee${'ff'.repeat(30)}7f`],
]

const good = testKey('EdDSA')

for (const [name, hex] of POINTS) {
  for (const [side, sign] of [
    ['', 0],
    [', with the sign bit', 0x80],
  ] as const) {
    const x = Buffer.from(hex, 'hex')
    x[31] = (x[31] as number) | sign
    const weak: TestKey = {
      ...good,
      kid: 'weak',
      jwk: { ...good.jwk, kid: 'weak', x: x.toString('base64url') },
    }
    testAttacks(
      { checklist: '10', issuer: issuerOptions({}, [good, weak]), control: () => buildToken({ key: good }) },
      [
        [
          `a forged signature under an Ed25519 key that is ${name}${side}`,
          () => forge(weak),
          'unusable_key',
        ] satisfies Attack,
      ],
    )
  }
}

/** R is the neutral point and S zero: the equation holds for every text if the key's order divides its hash. */
function forge(key: TestKey): string {
  const signature = Buffer.alloc(64)
  signature[0] = 1
  return buildToken({ key }).replace(/[^.]*$/, signature.toString('base64url'))
}
