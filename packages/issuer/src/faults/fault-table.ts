import type { TokenContext } from '../tokens/access-token.ts'
import { sealToken, type Draft } from '../tokens/sealed-token.ts'
import { signAsAttacker, signForeign, signWithHeaderKey } from './foreign-signatures.ts'
import { encrypt, signWithPublicKey, signWithUnknownCrit, toUnsecured } from './odd-seals.ts'
import { stripSignature, tamperPayload, toSignature } from './damage.ts'
import { toIdTokenClaims } from '../tokens/id-token.ts'
import { toMachineClaims } from '../tokens/machine-claims.ts'

/** One way in which a token can be wrong. */
export interface Fault {
  /** What is wrong with the token. */
  readonly sentence: string
  /** What a backend that accepted it would be open to. */
  readonly attack: string
  readonly make: (draft: Draft, context: TokenContext) => string | Promise<string>
}

export type FaultName =
  | 'expired'
  | 'not-yet-valid'
  | 'no-expiry'
  | 'text-expiry'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'another-key'
  | 'unknown-kid'
  | 'no-kid'
  | 'alg-none'
  | 'unsecured'
  | 'hs256-with-public-key'
  | 'wrong-type'
  | 'id-token'
  | 'tampered-payload'
  | 'stripped-signature'
  | 'unknown-crit'
  | 'embedded-jwk'
  | 'jku'
  | 'machine-token'
  | 'opaque'
  | 'encrypted'
  | 'huge'

const HOUR_SECONDS = 3600
// Past the 8 KiB that a backend should take, within the 16 KiB that Node's HTTP server takes.
const PADDING_CHARACTERS = 8000

/** Every fault is one change to a token that is good otherwise. */
export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  expired: {
    sentence: 'its time was over an hour ago',
    attack: 'a stolen token that is used for ever',
    make: (draft, { stamp }) => {
      const exp = stamp.now - HOUR_SECONDS
      return sealToken(withClaims(draft, { iat: exp - (stamp.expiresAt - stamp.issuedAt), exp }))
    },
  },
  'not-yet-valid': {
    sentence: 'it counts from an hour ahead (nbf)',
    attack: 'a token that is used before its time',
    make: (draft, { stamp }) => {
      const nbf = stamp.now + HOUR_SECONDS
      return sealToken(withClaims(draft, { nbf, exp: nbf + HOUR_SECONDS }))
    },
  },
  'no-expiry': {
    sentence: 'it says nothing about its end',
    attack: 'a token that never ends, since an absent time passes a comparison',
    make: (draft) => sealToken(withClaims(draft, { exp: undefined })),
  },
  'text-expiry': {
    sentence: 'its end is text instead of a number',
    attack: 'a comparison of text and number that lets an old token through',
    make: (draft, { stamp }) => sealToken(withClaims(draft, { exp: String(stamp.expiresAt) })),
  },
  'wrong-issuer': {
    sentence: 'it names another issuer, but is signed by this one',
    attack: 'issuer mix-up: a token of one tenant that is used at another',
    make: (draft) => sealToken(withClaims(draft, { iss: 'https://attacker.example' })),
  },
  'wrong-audience': {
    sentence: 'it is for another API',
    attack: 'audience confusion: an API that replays the tokens it receives',
    make: (draft) => sealToken(withClaims(draft, { aud: ['https://other-api.example'] })),
  },
  'another-key': {
    sentence: "it names the issuer's key, but another one signed it",
    attack: 'a forged signature',
    make: signForeign,
  },
  'unknown-kid': {
    sentence: 'it names a key that the issuer never published',
    attack: 'a flood of unknown keys that makes the backend ask the issuer again and again',
    make: (draft, context) => signAsAttacker(draft, context, {}),
  },
  'no-kid': {
    sentence: 'it names no key, and one that was never published signed it',
    attack: 'a backend that does without a key where it finds none',
    make: (draft, context) => signForeign(withHeader(draft, { kid: undefined }), context),
  },
  'alg-none': {
    sentence: 'its header says that it needs no signature; the good one is still behind it',
    attack: 'the algorithm none, past a check that only looks whether there is a signature',
    make: async (draft) => toUnsecured(draft) + toSignature(await sealToken(draft)),
  },
  unsecured: {
    sentence: 'its header says that it needs no signature (none), and it has none',
    attack: 'the algorithm none',
    make: toUnsecured,
  },
  'hs256-with-public-key': {
    sentence: "it is signed by HMAC, with the issuer's public key as the secret",
    attack: 'confusion of public key and shared secret (RS256 and HS256)',
    make: signWithPublicKey,
  },
  'wrong-type': {
    sentence: 'its header says JWT instead of at+jwt',
    attack: 'a token of another kind that is used as an access token',
    make: (draft) => sealToken(withHeader(draft, { typ: 'JWT' })),
  },
  'id-token': {
    sentence: 'it is an ID token, which is for the client and not for an API',
    attack: 'an ID token that is used as an access token',
    make: (draft, { grant, realm }) => {
      if (grant === undefined)
        throw new TypeError("token: fault id-token is for a person's token; leave client out")
      return sealToken({ ...withHeader(draft, { typ: 'JWT' }), claims: toIdTokenClaims(grant, {}, realm) })
    },
  },
  'tampered-payload': {
    sentence: 'somebody else was written into it after it was signed',
    attack: 'changed claims under an old signature',
    make: tamperPayload,
  },
  'stripped-signature': {
    sentence: 'its signature was cut off',
    attack: 'an empty signature that is taken for none to check',
    make: stripSignature,
  },
  'unknown-crit': {
    sentence: 'its header demands an extension (crit) that nobody knows',
    attack: 'a rule that the sender holds to be critical and the backend ignores',
    make: signWithUnknownCrit,
  },
  'embedded-jwk': {
    sentence: "it is signed by the attacker's key and brings that key along (jwk)",
    attack: 'a key that the token itself supplies',
    make: signWithHeaderKey,
  },
  jku: {
    sentence: "it is signed by the attacker's key and says where to fetch it (jku); the key is really there",
    attack: 'a key from an address that the token supplies, and requests that an attacker steers',
    make: (draft, context) =>
      signAsAttacker(draft, context, { jku: `${context.realm.endpoint}${FOREIGN_JWKS_PATH}` }),
  },
  'machine-token': {
    sentence: 'a machine got it for another API',
    attack: 'a token of client credentials that is used where it was not meant to be, or taken for a person',
    make: (draft, { stamp }) => {
      const client = { id: 'local-machine', resource: 'https://other-api.example' }
      return sealToken({ ...draft, claims: toMachineClaims(client, stamp, String(draft.claims['jti'])) })
    },
  },
  opaque: {
    sentence: 'it is no JWT, but what a client gets whose switch "Issue JWT as access token" is off',
    attack: 'none: a mistake in configuration that should be told apart',
    make: (_, { secret }) => secret,
  },
  encrypted: {
    sentence: 'it is a JWE, encrypted with a key that nobody has',
    attack: 'an encrypted token that is taken for a signed one',
    make: encrypt,
  },
  huge: {
    sentence: 'it is longer than 10 KB',
    attack: 'a token that is expensive to read',
    make: (draft) => sealToken(withClaims(draft, { padding: 'x'.repeat(PADDING_CHARACTERS) })),
  },
}

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]

/** Where the key that `jku` points to is published, below the endpoint. */
export const FOREIGN_JWKS_PATH = '/dev/faults/jwks'

function withClaims(draft: Draft, claims: Readonly<Record<string, unknown>>): Draft {
  return { ...draft, claims: { ...draft.claims, ...claims } }
}

function withHeader(draft: Draft, header: { typ?: string; kid?: undefined }): Draft {
  // What is undefined does not reach the JSON.
  return { ...draft, header: { ...draft.header, ...header } as Draft['header'] }
}
