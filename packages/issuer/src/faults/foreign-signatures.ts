import type { TokenContext } from '../tokens/access-token.ts'
import { sealToken, type Draft } from '../tokens/sealed-token.ts'

/** Signs with a key that was never published, and leaves the header as it is. */
export async function signForeign(draft: Draft, { realm }: TokenContext): Promise<string> {
  return sealToken({ ...draft, key: await realm.keys.foreign() })
}

/** The same, and the header names that key. */
export async function signAsAttacker(
  draft: Draft,
  { realm }: TokenContext,
  header: { jku?: string },
): Promise<string> {
  const key = await realm.keys.foreign()
  return sealToken({ ...draft, key, header: { ...draft.header, kid: key.publicJwk.kid, ...header } })
}

/** The same with the key in the header, under the name of the issuer's own. */
export async function signWithHeaderKey(draft: Draft, { realm }: TokenContext): Promise<string> {
  const key = await realm.keys.foreign()
  const { kty, n, e } = key.publicJwk
  return sealToken({ ...draft, key, header: { ...draft.header, jwk: { kty, n, e } } })
}
