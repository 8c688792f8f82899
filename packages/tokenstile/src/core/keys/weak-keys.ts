/** Keys that are well-formed and long enough, and forgeable all the same. */

const ROCA_GENERATOR = 65537n
const SMALL_PRIMES = smallPrimes(167)

/**
 * Whether an RSA modulus has the fingerprint of keys that a faulty chip made (ROCA, CVE-2017-15361): modulo each small
 * prime it is a power of 65537. One sound modulus in some 2^28 has it by chance.
 */
export function hasRocaFingerprint(modulus: Uint8Array): boolean {
  const n = toBigInt(modulus)
  return SMALL_PRIMES.every((prime) => {
    const rest = n % prime
    for (let power = 1n, tries = prime; tries > 0n; tries--, power = (power * ROCA_GENERATOR) % prime) {
      if (power === rest) return true
    }
    return false
  })
}

/** The y of a point of order eight on Ed25519; the other is its negative. Ed448 has none. */
const ORDER_EIGHT = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n

/**
 * Whether an Edwards key is a point of small order, also in its encodings that are not canonical: under such a key a
 * signature can be made without any secret. RFC 8032 §8.8.
 */
export function isSmallOrder(key: Uint8Array): boolean {
  const isEd448 = key.length === 57
  const prime = isEd448 ? 2n ** 448n - 2n ** 224n - 1n : 2n ** 255n - 19n
  // Little-endian; the last bit is the sign of x.
  const y = toBigInt(key.toReversed()) % 2n ** BigInt(key.length * 8 - 1)
  // In the field: 0, 1 and -1 are the points of order four, one and two.
  const inField = y % prime
  const known = isEd448 ? [] : [ORDER_EIGHT, prime - ORDER_EIGHT]
  return [0n, 1n, prime - 1n, ...known].includes(inField)
}

/** The number that bytes are, the first being the highest. */
export function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
}

/** The odd primes up to a number. */
function smallPrimes(max: number): readonly bigint[] {
  const primes: number[] = []
  for (let number = 3; number <= max; number += 2) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  }
  return primes.map(BigInt)
}
