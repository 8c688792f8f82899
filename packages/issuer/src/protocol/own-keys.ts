import type { CompactVerifyGetKey } from 'jose'
import type { Realm } from '../realm.ts'

/** Gives what finds our key for a token of ours, also one that is not published yet. */
export async function createKeySelector({ keys }: Realm): Promise<CompactVerifyGetKey> {
  const { createLocalJWKSet } = await import('jose')
  return createLocalJWKSet({ keys: (await keys.all()).map(({ publicJwk }) => ({ ...publicJwk })) })
}
