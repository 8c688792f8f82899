import { sign, type KeyObject } from 'node:crypto'

/**
 * Gives a certificate, as DER, that an RSA key signs for itself: the smallest that parsers take. RFC 5280 §4.1. Nobody
 * should trust it: that is what `x5c` in a header is tried with.
 */
export function selfSign(privateKey: KeyObject, spki: Buffer): Buffer {
  const name = sequence(
    encode(0x31, sequence(objectId('550403'), encode(0x0c, Buffer.from('attacker.example')))),
  )
  const signatureAlgorithm = sequence(objectId('2a864886f70d01010b'), encode(0x05, Buffer.alloc(0)))
  const body = sequence(
    encode(0xa0, integer(2)),
    integer(1),
    signatureAlgorithm,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    spki,
  )
  const signature = sign('sha256', body, privateKey)
  return sequence(body, signatureAlgorithm, encode(0x03, Buffer.concat([Buffer.from([0]), signature])))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return encode(0x30, Buffer.concat(parts))
}

function integer(value: number): Buffer {
  return encode(0x02, Buffer.from([value]))
}

function objectId(hex: string): Buffer {
  return encode(0x06, Buffer.from(hex, 'hex'))
}

function time(text: string): Buffer {
  return encode(0x17, Buffer.from(text))
}

/** Tag, length, value. X.690 §8.1. */
function encode(tag: number, value: Buffer): Buffer {
  const { length } = value
  const written = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...written]), value])
}
