import { joinToken, signToken } from '../token/sign.ts'
import { toPart } from '../token/good-token.ts'
import { prolonged, tokenAttack, type Attack, type Kit } from './attack.ts'

const SIGNATURE = 'signature-not-checked'

function signed(name: string, sentence: string, make: (kit: Kit) => string | undefined): Attack {
  return tokenAttack('signature', SIGNATURE, name, sentence, make)
}

/** Signatures that are absent, damaged, borrowed or another's. */
export const signatureAttacks: readonly Attack[] = [
  signed('tampered-payload', 'a good token that was made to last longer after it was signed', ({ good }) =>
    [good.parts[0], toPart(prolonged(good)), good.parts[2]].join('.'),
  ),
  signed(
    'tampered-header',
    'a good token into whose header something was written after it was signed',
    ({ good }) => [toPart({ ...good.header, probe: true }), good.parts[1], good.parts[2]].join('.'),
  ),
  signed('stripped-signature', 'a good token whose signature was cut off', ({ good }) =>
    joinToken(good.header, good.claims, ''),
  ),
  signed('stripped-and-tampered', 'the same, made to last longer', ({ good }) =>
    joinToken(good.header, prolonged(good), ''),
  ),
  signed('foreign-key', "signed by the attacker's key, under the kid of the issuer's", ({ good, keys }) =>
    signToken(good.header, prolonged(good), keys.same.privateKey, keys.same.alg),
  ),
  signed('foreign-key-no-kid', "signed by the attacker's key, without a kid", ({ good, keys }) => {
    const { kid: _, ...header } = good.header
    return signToken(header, prolonged(good), keys.same.privateKey, keys.same.alg)
  }),
  signed('foreign-key-own-kid', "signed by the attacker's key, under its own kid", ({ good, keys }) =>
    signToken({ ...good.header, kid: 'attacker' }, prolonged(good), keys.same.privateKey, keys.same.alg),
  ),
  ...(['PS256', 'ES256', 'EdDSA'] as const).map((alg) =>
    signed(
      `foreign-${alg.toLowerCase()}`,
      `signed by the attacker's key as ${alg}, under the kid of the issuer's`,
      ({ good, keys }) => {
        if (good.header['alg'] === alg) return undefined
        const key = alg === 'PS256' ? keys.rsa : alg === 'ES256' ? keys.ec : keys.ed
        return signToken({ ...good.header, alg }, prolonged(good), key.privateKey, alg)
      },
    ),
  ),
  signed('alg-swapped', 'a good signature, under the name of another algorithm', ({ good }) => {
    const alg = good.header['alg'] === 'RS256' ? 'PS256' : 'RS256'
    return [toPart({ ...good.header, alg }), good.parts[1], good.parts[2]].join('.')
  }),
  signed('first-bit-flipped', 'a good token, one bit of whose signature was turned', (kit) =>
    withSignature(kit, (bytes) => (bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0), bytes)),
  ),
  signed('last-bit-flipped', 'the same with its last bit', (kit) =>
    withSignature(kit, (bytes) => {
      const last = bytes.length - 1
      bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last)
      return bytes
    }),
  ),
  signed('half-signature', 'a good token with half of its signature', (kit) =>
    withSignature(kit, (bytes) => bytes.subarray(0, bytes.length >> 1)),
  ),
  signed('longer-signature', 'a good token with a byte more in its signature', (kit) =>
    withSignature(kit, (bytes) => Buffer.concat([bytes, Buffer.from([0])])),
  ),
  signed('zero-signature', 'a good token with zeros for a signature', (kit) =>
    withSignature(kit, (bytes) => Buffer.alloc(bytes.length)),
  ),
  signed('one-byte-signature', 'a good token with one byte for a signature', (kit) =>
    withSignature(kit, () => Buffer.from([0])),
  ),
  signed('reversed-signature', 'a good token with its signature backwards', (kit) =>
    withSignature(kit, (bytes) => Buffer.from(bytes.toReversed())),
  ),
  signed('word-as-signature', 'a good token with a word for a signature', ({ good }) =>
    [good.parts[0], good.parts[1], 'signature'].join('.'),
  ),
  signed('header-as-signature', 'a good token with its own header for a signature', ({ good }) =>
    [good.parts[0], good.parts[1], good.parts[0]].join('.'),
  ),
  tokenAttack(
    'signature',
    SIGNATURE,
    'borrowed-signature',
    'a token with the signature of another good one',
    async ({ good, mint }) => {
      if (mint === undefined) return undefined
      const other = (await mint({})).split('.')
      return [good.parts[0], good.parts[1], other[2]].join('.')
    },
  ),
  ...psychicAttacks(),
]

function withSignature({ good }: Kit, change: (bytes: Buffer) => Buffer): string {
  return joinToken(
    parsed(good.parts[0]),
    parsed(good.parts[1]),
    change(Buffer.from(good.parts[2], 'base64url')),
  )
}

/** The text as it was signed: members in their order. */
function parsed(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8')
}

/** Signatures whose numbers are zero, or the order of the curve, which is zero again: CVE-2022-21449. */
function psychicAttacks(): readonly Attack[] {
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
  const signatures: readonly (readonly [name: string, alg: string, sentence: string, bytes: Buffer])[] = [
    ['psychic-es256', 'ES256', 'r and s are zero', Buffer.alloc(64)],
    ['psychic-es384', 'ES384', 'r and s are zero', Buffer.alloc(96)],
    ['psychic-es512', 'ES512', 'r and s are zero', Buffer.alloc(132)],
    ['psychic-der', 'ES256', 'r and s are zero, as DER', Buffer.from('3006020100020100', 'hex')],
    ['psychic-order', 'ES256', 'r and s are the order of the curve', Buffer.concat([order, order])],
    ['psychic-empty', 'ES256', 'there are no r and s', Buffer.alloc(0)],
  ]
  return signatures.map(([name, alg, sentence, bytes]) =>
    tokenAttack(
      'signature',
      'psychic-signature',
      name,
      `an ${alg} signature of nothing: ${sentence}`,
      ({ good }) => joinToken({ ...good.header, alg }, prolonged(good), bytes),
    ),
  )
}
