import { verify } from 'node:crypto'
import {
  decodeBase64Url,
  decodeBase64UrlText,
  isAsciiWithoutPlusAndSlash,
} from '../../packages/tokenstile/dist/esm/core/base64url.js'
import { CHECKS } from '../../packages/tokenstile/dist/esm/core/checks.js'
import type { VerifiedClaims } from '../../packages/tokenstile/dist/esm/core/claims.js'
import { decodeCompact, type UnverifiedToken } from '../../packages/tokenstile/dist/esm/core/compact.js'
import { createHeaderMemory } from '../../packages/tokenstile/dist/esm/core/header-memory.js'
import { readJsonObject } from '../../packages/tokenstile/dist/esm/core/json.js'
import type { KeyChoice } from '../../packages/tokenstile/dist/esm/core/keys/key-set.js'
import { verifySignature } from '../../packages/tokenstile/dist/esm/core/signature.js'
import { toAuth } from '../../packages/tokenstile/dist/esm/core/to-auth.js'
import { MAX_TOKEN_BYTES, openVerifier, overEach, overTokens, sink } from './opened-verifier.ts'
import type { Contestant } from './rounds.ts'
import type { Signed } from './signed-tokens.ts'

/** A step of a cold verification, and what a bare one does in its place. */
export interface Step {
  readonly name: string
  readonly ours: Contestant
  readonly bare?: Contestant
}

/** The steps of a cold RS256 verification, each with what the step before it would hand over. */
export function createSteps(signed: Signed): readonly Step[] {
  const { engine, issuer, algorithm, decoded } = openVerifier(signed)
  const { policy, ring } = issuer
  const memory = createHeaderMemory()
  for (const { encodedHeader, header } of decoded) memory.keep(encodedHeader, header)
  const texts = decoded.map(({ signedText }) => textOf(signedText))
  const keys = decoded.map((token) => ring.find(kidOf(token), algorithm)) as Parameters<
    typeof verifySignature
  >[2][]
  const token = (at: number): UnverifiedToken => decoded[at] as UnverifiedToken
  const each = (name: string, run: (at: number) => unknown): Contestant => overEach(name, decoded.length, run)

  return [
    {
      name: 'cut, decode, parse',
      ours: overTokens('ours: decode', signed, (text) =>
        decodeCompact(text, MAX_TOKEN_BYTES, engine, memory.recall),
      ),
      bare: overTokens('bare: decode', signed, decodeBare),
    },
    {
      name: '– of which canonical base64url, strict UTF-8',
      ours: overTokens('ours: base64url', signed, (text) => {
        const [firstDot, secondDot] = dotsOf(text)
        sink.value = isAsciiWithoutPlusAndSlash(text, engine)
        sink.value = decodeBase64UrlText(text.slice(firstDot + 1, secondDot), engine)
        return decodeBase64Url(text.slice(secondDot + 1), engine)
      }),
      bare: overTokens('bare: base64url', signed, (text) => {
        const [firstDot, secondDot] = dotsOf(text)
        sink.value = Buffer.from(text.slice(0, firstDot), 'base64url').toString()
        sink.value = Buffer.from(text.slice(firstDot + 1, secondDot), 'base64url').toString()
        return Buffer.from(text.slice(secondDot + 1), 'base64url')
      }),
    },
    {
      name: '– of which the claims as strict, frozen JSON',
      ours: each('ours: JSON', (at) => readJsonObject(texts[at] as string)),
      bare: each('bare: JSON', (at) => JSON.parse(texts[at] as string) as unknown),
    },
    {
      name: `the ${CHECKS.length} checks`,
      ours: each('ours: checks', (at) => {
        const seconds = Date.now() / 1000
        for (const { run } of CHECKS) sink.value = run(token(at), policy, seconds)
      }),
    },
    { name: 'choice of the key', ours: each('ours: key', (at) => ring.find(kidOf(token(at)), algorithm)) },
    {
      name: 'signature',
      ours: each('ours: signature', (at) =>
        verifySignature(token(at), algorithm, keys[at] as KeyChoice, engine),
      ),
      bare: each('bare: signature', (at) => {
        const { signedText, signature } = token(at)
        return verify('sha256', Buffer.from(signedText), signed.publicKey, signature)
      }),
    },
    {
      name: 'making the `Auth`',
      ours: each('ours: auth', (at) => toAuth(token(at).claims as VerifiedClaims, token(at), policy)),
    },
  ]
}

function decodeBare(text: string): unknown {
  const [firstDot, secondDot] = dotsOf(text)
  return {
    header: JSON.parse(Buffer.from(text.slice(0, firstDot), 'base64url').toString()) as unknown,
    claims: JSON.parse(Buffer.from(text.slice(firstDot + 1, secondDot), 'base64url').toString()) as unknown,
    signature: Buffer.from(text.slice(secondDot + 1), 'base64url'),
    signedText: text.slice(0, secondDot),
  }
}

function dotsOf(token: string): readonly [number, number] {
  const firstDot = token.indexOf('.')
  return [firstDot, token.indexOf('.', firstDot + 1)]
}

function textOf(signedText: string): string {
  return Buffer.from(signedText.slice(signedText.indexOf('.') + 1), 'base64url').toString()
}

function kidOf({ header }: UnverifiedToken): string {
  return header['kid'] as string
}
