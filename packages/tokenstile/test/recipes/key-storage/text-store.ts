/** A store of texts that processes share. A client of Redis or Valkey is one as it is. */
export interface TextStore {
  get(name: string): Promise<string | null>
  set(name: string, text: string): Promise<unknown>
}

/** Where the keys of an issuer are in the store. */
export const nameOf = (issuer: string): string => `keys of ${issuer}`
