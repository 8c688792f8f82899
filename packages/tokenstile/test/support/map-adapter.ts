import type { Adapter, Payload } from 'oidc-provider'

/** Keeps what an OpenID provider must remember, in memory. Nothing expires here: the provider looks at the times itself. */
export function createMapAdapter(): (model: string) => Adapter {
  const stored = new Map<string, Payload>()
  return (model) => {
    const keyOf = (id: string): string => `${model}:${id}`
    return {
      upsert: async (id, payload) => void stored.set(keyOf(id), payload),
      find: async (id) => stored.get(keyOf(id)),
      findByUid: async (uid) =>
        Array.from(stored.values()).find((payload) => payload.kind === model && payload.uid === uid),
      async consume(id) {
        const payload = stored.get(keyOf(id))
        if (payload !== undefined) payload.consumed = true
      },
      destroy: async (id) => void stored.delete(keyOf(id)),
      async revokeByGrantId(grantId) {
        for (const [key, payload] of stored) if (payload.grantId === grantId) stored.delete(key)
      },
    }
  }
}
