import { verify } from 'node:crypto'
import type { Contestant } from './rounds.ts'
import { createPresenter, type Signed } from './signed-tokens.ts'
import type { Verifying } from './verifying.ts'

export const BARE = 'bare: slice, decode, `crypto.verify`'
export const SIGNATURE_ALONE = '`crypto.verify` alone'

/** The least that any verification does: no check but the signature. The key object was imported before. */
export function createBare({ algorithm, publicKey }: Signed): Verifying {
  const hash = hashOf(algorithm)
  const key = keyOf(algorithm, publicKey)
  return {
    name: BARE,
    verify: (token) => {
      const firstDot = token.indexOf('.')
      const secondDot = token.indexOf('.', firstDot + 1)
      const header: unknown = JSON.parse(Buffer.from(token.slice(0, firstDot), 'base64url').toString())
      const claims: unknown = JSON.parse(
        Buffer.from(token.slice(firstDot + 1, secondDot), 'base64url').toString(),
      )
      const signature = Buffer.from(token.slice(secondDot + 1), 'base64url')
      if (!verify(hash, Buffer.from(token.slice(0, secondDot)), key, signature))
        throw new Error('bad signature')
      return { header, claims }
    },
  }
}

/** The signature check itself, on bytes that were prepared. */
export function createSignatureAlone({ algorithm, publicKey, tokens }: Signed): Contestant {
  const hash = hashOf(algorithm)
  const key = keyOf(algorithm, publicKey)
  const present = createPresenter(tokens)
  return {
    name: SIGNATURE_ALONE,
    prepare: (count) => {
      const pairs = present(count).map((token) => {
        const dot = token.lastIndexOf('.')
        return [Buffer.from(token.slice(0, dot)), Buffer.from(token.slice(dot + 1), 'base64url')] as const
      })
      return () => {
        for (const [text, signature] of pairs) {
          if (!verify(hash, text, key, signature)) throw new Error('bad signature')
        }
      }
    },
  }
}

function hashOf(algorithm: Signed['algorithm']): string | null {
  return algorithm === 'EdDSA' ? null : 'sha256'
}

function keyOf(algorithm: Signed['algorithm'], key: Signed['publicKey']): Parameters<typeof verify>[2] {
  return algorithm === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key
}
