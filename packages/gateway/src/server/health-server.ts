import { createServer, type Server } from 'node:http'

/** What a health port tells. */
export interface Vitals {
  /** Whether somebody is there who answers. */
  isAlive(): Promise<boolean>
  /** Whether requests should come here. */
  isReady(): Promise<boolean>
}

/** Serves `/healthz` and `/readyz`: 200 or 503, without a body, for GET and HEAD. */
export function createHealthServer({ isAlive, isReady }: Vitals): Server {
  return createServer(
    { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 },
    (request, response) => {
      const answer = (status: number): void => {
        response.writeHead(status, { 'Cache-Control': 'no-store', 'Content-Length': '0' }).end()
      }
      const { method, url } = request
      const ask = url === '/healthz' ? isAlive : url === '/readyz' ? isReady : undefined
      if (ask === undefined) return answer(404)
      if (method !== 'GET' && method !== 'HEAD') return answer(405)
      ask().then(
        (isGood) => answer(isGood ? 200 : 503),
        () => answer(503),
      )
    },
  )
}
