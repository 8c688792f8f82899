import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { test } from 'node:test'
import { testKey, type TestKey } from '../support/keys.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'
import { testAttacks, type Attack } from './attack-table.ts'
import { ENGINES, createVerifierOn } from '../support/both-engines.ts'
import { toBytes, toNumber, withSignature } from './signed-parts.ts'

/** The orders of the curves: SEC 2 §2.4.2, §2.5.1, §2.6.1. */
const CURVES: readonly (readonly [alg: string, bytes: number, order: bigint])[] = [
  ['ES256', 32, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  [
    'ES384',
    48,
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ],
  [
    'ES512',
    66,
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  ],
]

for (const [alg, bytes, order] of CURVES) {
  const key = testKey(alg)
  const pair = (r: bigint, s: bigint): Buffer => Buffer.concat([toBytes(r, bytes), toBytes(s, bytes)])
  const halves = (signature: Buffer): readonly [bigint, bigint] => [
    toNumber(signature.subarray(0, bytes)),
    toNumber(signature.subarray(bytes)),
  ]
  const values: readonly (readonly [string, bigint])[] = [
    ['zero', 0n],
    ['one', 1n],
    ['the order', order],
    ['the order less one', order - 1n],
    ['the order and one', order + 1n],
    ['the greatest value', 256n ** BigInt(bytes) - 1n],
  ]

  testAttacks({ checklist: '7, 10', issuer: issuerOptions({}, [key]), control: () => buildToken({ key }) }, [
    // Psychic signatures: CVE-2022-21449.
    ...values.flatMap(([rName, r]) =>
      values.map(([sName, s]): Attack => [
        `an ${alg} signature with r ${rName} and s ${sName}`,
        () => withSignature(key, () => pair(r, s)),
        'bad_signature',
      ]),
    ),
    [
      `an ${alg} signature with r beyond the order`,
      () => withSignature(key, (b) => pair(wrap(halves(b)[0] + order, bytes), halves(b)[1])),
      'bad_signature',
    ],
    [
      `an ${alg} signature with s beyond the order`,
      () => withSignature(key, (b) => pair(halves(b)[0], wrap(halves(b)[1] + order, bytes))),
      'bad_signature',
    ],
    [
      `an ${alg} signature with r and s exchanged`,
      () => withSignature(key, (b) => pair(halves(b)[1], halves(b)[0])),
      'bad_signature',
    ],
    [
      `an ${alg} signature with its bytes turned around`,
      () => withSignature(key, (b) => Buffer.from(b.toReversed())),
      'bad_signature',
    ],
    [`an ${alg} signature in DER`, () => der(key), 'bad_signature'],
    [
      `an ${alg} signature with a zero byte before`,
      () => withSignature(key, (b) => Buffer.concat([Buffer.alloc(1), b])),
      'bad_signature',
    ],
    [
      `an ${alg} signature with a zero byte behind`,
      () => withSignature(key, (b) => Buffer.concat([b, Buffer.alloc(1)])),
      'bad_signature',
    ],
    [
      `an ${alg} signature with a zero byte before each half`,
      () => withSignature(key, (b) => widen(b, bytes)),
      'bad_signature',
    ],
    [
      `an ${alg} signature without its last byte`,
      () => withSignature(key, (b) => b.subarray(0, -1)),
      'bad_signature',
    ],
    [`an ${alg} signature of one byte`, () => withSignature(key, () => Buffer.alloc(1)), 'bad_signature'],
    [`half of an ${alg} signature`, () => withSignature(key, (b) => b.subarray(0, bytes)), 'bad_signature'],
    [`an ${alg} signature twice`, () => withSignature(key, (b) => Buffer.concat([b, b])), 'bad_signature'],
  ])

  // Issuers send either of the two: refusing one would refuse half of the true tokens. RFC 7518 §3.4 asks for neither.
  for (const engine of ENGINES) {
    test(`takes the mirror image of an ${alg} signature for the same token on the ${engine.name} engine`, async () => {
      const verifier = createVerifierOn(engine, issuerOptions({}, [key]), { now })
      const mirrored = withSignature(key, (b) => pair(halves(b)[0], order - halves(b)[1]))
      assert.deepEqual(await verifier.verify(mirrored), await verifier.verify(buildToken({ key })))
    })
  }
}

function wrap(value: bigint, bytes: number): bigint {
  const limit = 256n ** BigInt(bytes)
  // What does not fit becomes the greatest value, which is beyond the order too.
  return value < limit ? value : limit - 1n
}

function widen(signature: Buffer, bytes: number): Buffer {
  const zero = Buffer.alloc(1)
  return Buffer.concat([zero, signature.subarray(0, bytes), zero, signature.subarray(bytes)])
}

function der(key: TestKey): string {
  const text = buildToken({ key }).replace(/\.[^.]*$/, '')
  const signature = sign(`sha${key.alg.slice(2)}`, Buffer.from(text), key.privateKey)
  return `${text}.${signature.toString('base64url')}`
}
