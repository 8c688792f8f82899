import { sealToken, toBytes, type Draft } from '../tokens/sealed-token.ts'

/** A good token into which somebody else was written. */
export async function tamperPayload(draft: Draft): Promise<string> {
  const [header, , signature] = (await sealToken(draft)).split('.')
  const payload = Buffer.from(toBytes({ ...draft.claims, sub: 'somebody-else' })).toString('base64url')
  return [header, payload, signature].join('.')
}

/** A good token without what proves it. */
export async function stripSignature(draft: Draft): Promise<string> {
  const token = await sealToken(draft)
  return token.slice(0, token.lastIndexOf('.') + 1)
}

export function toSignature(token: string): string {
  return token.slice(token.lastIndexOf('.') + 1)
}
