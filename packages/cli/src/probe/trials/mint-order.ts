/** What the local issuer is asked to sign: the body of `POST /dev/token`. */
export interface MintOrder {
  readonly fault?: string
  readonly forge?: {
    readonly claims?: Readonly<Record<string, unknown>>
    readonly header?: Readonly<Record<string, unknown>>
    readonly without?: readonly string[]
  }
  readonly [name: string]: unknown
}

/** One order over another: what both forge is put together. */
export function mergeOrders(base: MintOrder, over: MintOrder): MintOrder {
  const forge = {
    claims: { ...base.forge?.claims, ...over.forge?.claims },
    header: { ...base.forge?.header, ...over.forge?.header },
    without: [...(base.forge?.without ?? []), ...(over.forge?.without ?? [])],
  }
  return { ...base, ...over, forge }
}
