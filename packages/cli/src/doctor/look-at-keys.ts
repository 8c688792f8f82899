import { createVerifier, type IgnoredReason } from 'tokenstile'
import type { NoPage, Page } from './fetch-page.ts'
import type { Finding, Look } from './finding.ts'
import { findInCertificate, isPage } from './look-at-address.ts'
import { printable } from '../terminal/printable.ts'
import { parseObject, type JsonObject } from '../token/json-object.ts'

/** Looks at a key set as the library does, which also says what it leaves out, and at what confuses others. */
export async function lookAtKeys(page: Page | NoPage): Promise<Look> {
  const at = 'keys'
  if (!isPage(page)) return { at, findings: [describeNoPage(page)] }
  const keys = page.status === 200 ? parseObject(page.text)?.['keys'] : undefined
  if (!Array.isArray(keys)) return { at, findings: [describeNoSet(page)] }
  const objects = keys.filter((key): key is JsonObject => typeof key === 'object' && key !== null)
  const ignored = await listIgnored(page)
  const usable = objects.length - ignored.length
  return {
    at,
    ...(usable > 0 && { seen: objects.map(describeKey).join(', ') }),
    findings: [
      ...(usable <= 0
        ? [
            {
              name: 'no-usable-key',
              sentence: keys.length === 0 ? 'the key set is empty' : 'no key of the set can verify a token',
              remedy:
                'have the issuer publish a public signature key, RSA of at least 2048 bits or an elliptic curve',
            },
          ]
        : []),
      ...ignored.flatMap(({ kid, reason }) => describeIgnored(kid, reason)),
      ...findInKids(objects),
    ],
  }
}

function describeNoPage(page: NoPage): Finding {
  if (page.trouble === 'certificate') return findInCertificate(page)
  return {
    name: 'keys-unreachable',
    sentence: `the keys cannot be had from ${page.url} (${page.code})`,
    remedy:
      'look whether your backend reaches that address too; behind a proxy, set keys.jwksUri to one that it reaches',
  }
}

function describeNoSet({ url, status, headers }: Page): Finding {
  if (status >= 300 && status < 400) {
    return {
      name: 'redirect',
      sentence: `the keys' address redirects to ${headers.get('location') ?? 'nowhere'}, and backends do not follow redirects`,
      remedy: 'have the issuer publish the address where the keys are as jwks_uri',
    }
  }
  return {
    name: 'no-key-set',
    sentence:
      status === 200
        ? `what ${url} answers is no key set (JWKS)`
        : `there are no keys: ${url} answers ${status}`,
    remedy:
      status >= 500
        ? 'the issuer has an outage; backends go on with the keys that they have, new ones cannot start'
        : 'look at the jwks_uri of the issuer',
  }
}

interface Ignored {
  readonly kid: string | undefined
  readonly reason: IgnoredReason
}

/** The library's own judgement, by letting it fetch this very page. */
async function listIgnored({ url, text }: Page): Promise<readonly Ignored[]> {
  const ignored: Ignored[] = []
  const issuer = 'http://issuer.localhost'
  const verifier = createVerifier(
    { issuer, audience: null, keys: { jwksUri: `${issuer}${new URL(url).pathname}` } },
    {
      fetch: async () => new Response(text),
      onEvent: (event) => {
        if (event.type === 'key_ignored') ignored.push(event)
      },
    },
  )
  // A set without a usable key rejects; why is in the events.
  await verifier.warmUp().catch(() => undefined)
  verifier.close()
  return ignored
}

function describeKey({ kty, alg, crv, n }: JsonObject): string {
  const size = kty === 'RSA' && typeof n === 'string' ? ` ${bitsOf(n)} bits` : ''
  const kind = [kty, crv].filter((part) => typeof part === 'string').join(' ')
  return printable(`${kind}${size}${typeof alg === 'string' ? ` for ${alg}` : ''}`)
}

/** The length of an RSA modulus. */
function bitsOf(n: string): number {
  const bytes = Buffer.from(n, 'base64url')
  const start = bytes.findIndex((byte) => byte !== 0)
  return start === -1 ? 0 : (bytes.length - start - 1) * 8 + (32 - Math.clz32(bytes[start] ?? 0))
}

/** Undefined: no harm, others than verifiers need it. */
const IGNORED: Readonly<Record<IgnoredReason, readonly [sentence: string, remedy: string] | undefined>> = {
  private: [
    'is published with its private half: whoever read it can make any token',
    'rotate the keys at once, stop publishing this one, and hold every token that it signed to be forged',
  ],
  symmetric: [
    'is a shared secret (oct), and it is public now',
    'replace it at once; publish public keys only, and sign with RS256 or ES256',
  ],
  weak: [
    'is too weak: RSA takes at least 2048 bits and an odd exponent from 3 on',
    'rotate to an RSA key of 2048 bits or more, or to an elliptic curve',
  ],
  malformed: ['is malformed', 'look at how the issuer writes it (RFC 7517, RFC 7518 §6)'],
  not_an_object: ['is no object', 'look at how the issuer writes its key set (RFC 7517 §5)'],
  unknown_kty: [
    'has a type (kty) that nobody knows',
    'verifiers leave it out; sign with RSA or an elliptic curve',
  ],
  unsupported_alg: ['is for an algorithm that is not supported', 'sign with RS256, PS256, ES256 or Ed25519'],
  alg_does_not_fit: ['names an algorithm (alg) that its type cannot carry', 'correct its alg'],
  wrong_curve: ['is on a curve that is not supported', 'use P-256, P-384, P-521 or Ed25519'],
  import_failed: ['is no point of its curve, or otherwise unusable', 'rotate to a new key'],
  beyond_limit: [
    'is beyond the hundredth, where verifiers stop reading',
    'take withdrawn keys out of the set',
  ],
  wrong_use: undefined,
  wrong_key_ops: undefined,
}

function describeIgnored(kid: string | undefined, reason: IgnoredReason): readonly Finding[] {
  const told = IGNORED[reason]
  if (told === undefined) return []
  const [sentence, remedy] = told
  const name =
    reason === 'private' || reason === 'symmetric'
      ? 'secret-key-published'
      : reason === 'weak'
        ? 'weak-key'
        : 'odd-key'
  return [
    { name, sentence: `the key ${kid === undefined ? 'without kid' : printable(kid)} ${sentence}`, remedy },
  ]
}

function findInKids(keys: readonly JsonObject[]): readonly Finding[] {
  const signing = keys.filter(({ use }) => use === undefined || use === 'sig')
  const kids = signing.map(({ kid }) => kid)
  const twice = kids.find((kid, index) => kid !== undefined && kids.indexOf(kid) !== index)
  return [
    ...(twice === undefined
      ? []
      : [
          {
            name: 'same-kid-twice',
            sentence: `two keys have the kid ${printable(String(twice))}, and many verifiers take the first`,
            remedy: 'give every key a kid of its own',
          },
        ]),
    ...(signing.length > 1 && kids.includes(undefined)
      ? [
          {
            name: 'no-kid',
            sentence: 'a key has no kid although there are several, so that verifiers have to try them all',
            remedy: 'give every key a kid, and name it in the header of the tokens',
          },
        ]
      : []),
  ]
}
