// A process of its own: asks a gateway as nginx would, each time with a token that nobody has seen, and at a steady pace.
import { Agent, request } from 'node:http'
import { signTokens } from '../signed-tokens.ts'

/** How many tokens to send in all, and how many a second. */
export interface DistinctLoad {
  readonly port: number
  readonly tokens: number
  readonly perSecond: number
}

/** Which key signs, and how many answers were not 200. */
export type DistinctSaid = { readonly jwk: object; readonly issuer: string } | { readonly refused: number }

const TURN_MS = 20
const signed = await signTokens('ES256', 0)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

process.send?.({ jwk: signed.jwk, issuer: signed.issuer } satisfies DistinctSaid)
process.on('message', (order: DistinctLoad) => void load(order).then((said) => process.send?.(said)))
process.on('disconnect', () => process.exit())

async function load({ port, tokens, perSecond }: DistinctLoad): Promise<DistinctSaid> {
  let refused = 0
  let sent = 0
  const begin = performance.now()
  while (sent < tokens) {
    // What the clock asks for by now, and never more at once than a turn's worth: a late turn is not made up for in a burst.
    const due = Math.min(tokens, Math.floor(((performance.now() - begin) / 1000) * perSecond))
    const turn: Promise<number>[] = []
    for (; sent < due; sent++) turn.push(ask(port, sign()))
    for (const status of await Promise.all(turn)) if (status !== 200) refused++
    await new Promise((resolve) => setTimeout(resolve, TURN_MS))
  }
  return { refused }
}

function sign(): string {
  return signed.sign({ claims: { sub: crypto.randomUUID(), jti: crypto.randomUUID() } })
}

function ask(port: number, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'x-forwarded-method': 'GET',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'api.example',
      'x-forwarded-uri': '/orders/17',
      authorization: `Bearer ${token}`,
    }
    request({ agent, port, host: '127.0.0.1', path: '/verify', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
      .on('error', reject)
      .end()
  })
}
