// A process of its own: sends requests as fast as the server answers them, one run for each message.
import autocannon from 'autocannon'

/** One run of load. */
export interface LoadRun {
  readonly url: string
  readonly seconds: number
  readonly tokens: readonly string[]
}

/** How many answers came; `refused` counts all that were not a 200. */
export interface LoadResult {
  readonly answers: number
  readonly seconds: number
  readonly refused: number
}

process.on('message', (run: LoadRun) => void load(run).then((result) => process.send?.(result)))
process.on('disconnect', () => process.exit())

async function load({ url, seconds, tokens }: LoadRun): Promise<LoadResult> {
  const requests = tokens.map((token) => ({ headers: { authorization: `Bearer ${token}` } }))
  const result = await autocannon({ url, connections: 16, duration: seconds, requests })
  return { answers: result['2xx'], seconds: result.duration, refused: result.non2xx + result.errors }
}
