// A process of its own: asks a gateway as nginx would, one run for each message.
import autocannon from 'autocannon'

/** One run of load; with a rate, that many requests a second and no more. */
export interface GatewayRun {
  readonly port: number
  readonly seconds: number
  readonly tokens: readonly string[]
  readonly rate?: number
}

/** How many answers came, and how long the slowest hundredth took at least. */
export interface GatewayLoad {
  readonly perSecond: number
  readonly p99Ms: number
  readonly refused: number
}

const ASKED = {
  'x-forwarded-method': 'GET',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'api.example',
  'x-forwarded-uri': '/orders/17?page=2',
  'x-forwarded-for': '192.0.2.7',
  accept: 'application/json',
  'user-agent': 'bench',
}

process.on('message', (run: GatewayRun) => void load(run).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit())

async function load({ port, seconds, tokens, rate }: GatewayRun): Promise<GatewayLoad> {
  const requests = tokens.map((token) => ({ headers: { ...ASKED, authorization: `Bearer ${token}` } }))
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/verify`,
    connections: 16,
    duration: seconds,
    requests,
    ...(rate !== undefined && { overallRate: rate }),
  })
  return {
    perSecond: result['2xx'] / result.duration,
    p99Ms: result.latency.p99,
    refused: result.non2xx + result.errors,
  }
}
