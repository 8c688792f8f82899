import { toClient, type Client } from './client.ts'

/** The clients of an issuer. */
export interface ClientBook {
  find(id: string): Client | undefined
  /** The client of that id, or, where none has it, an invented one: a token may name any client without registering it. */
  findOrInvent(id: string, isForResource: boolean): Client
}

/** Used where nobody named a client. */
export const DEFAULT_CLIENT_ID = 'local-app'
export const DEFAULT_THIRD_PARTY_CLIENT_ID = 'dcrc_local-app'

/** What there always is, unless a client of the same id is given: a first login needs no configuration. */
const READY_MADE: readonly Client[] = [
  toClient({
    id: DEFAULT_CLIENT_ID,
    name: 'Local app',
    redirectUris: ['http://localhost:3000/callback', 'http://localhost:5173/callback'],
    postLogoutRedirectUris: ['http://localhost:3000/', 'http://localhost:5173/'],
  }),
  toClient({ id: 'local-machine', name: 'Local machine', kind: 'm2m', secret: 'local-machine-secret' }),
]

/** `readGiven` is called on every use, so that a file behind it may change. */
export function createClientBook(readGiven: () => readonly Client[]): ClientBook {
  const find = (id: string): Client | undefined =>
    [...readGiven(), ...READY_MADE].find((client) => client.id === id)
  return {
    find,
    findOrInvent: (id, isForResource) =>
      find(id) ?? toClient({ id, kind: isForResource ? 'third_party_app' : 'spa' }),
  }
}
