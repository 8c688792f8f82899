import type { ServerResponse } from 'node:http'
import { createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What an issuer may do instead of answering well. `good` is the text that it should have sent. */
export type Answer = (response: ServerResponse, good: string) => unknown

const JSON_TYPE = { 'content-type': 'application/json' }
const MEGABYTE = ' '.repeat(1024 * 1024)

export const answerServerError: Answer = (response) => response.writeHead(500, JSON_TYPE).end('{}')

export const dropConnection: Answer = (response) => response.destroy()

export const answerNothing: Answer = () => undefined

export const answerText =
  (text: string, type = 'application/json'): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': type }).end(text)

export const answerAfter =
  (ms: number): Answer =>
  (response, good) =>
    setTimeout(() => response.writeHead(200, JSON_TYPE).end(good), ms)

export const redirectTo =
  (url: string): Answer =>
  (response) =>
    response.writeHead(302, { location: url }).end()

/** One byte a second, for as long as somebody listens. */
export const drip: Answer = (response, good) => {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': good.length })
  let sent = 0
  const timer = setInterval(() => response.write(good[sent++] ?? ' '), 1000)
  response.on('close', () => clearInterval(timer))
}

/** A good set with so many megabytes of blanks around it: JSON all the same. */
export const pad =
  (megabytes: number): Answer =>
  async (response, good) => {
    response.writeHead(200, JSON_TYPE)
    await send(Readable.from(blanks(megabytes, good)), response)
  }

/** The same, compressed to a thousandth, whether the client said that it can read that or not. */
export const padCompressed =
  (megabytes: number): Answer =>
  async (response, good) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' })
    await send(Readable.from(blanks(megabytes, good)).pipe(createGzip()), response)
  }

function* blanks(megabytes: number, good: string): Generator<Buffer> {
  const megabyte = Buffer.from(MEGABYTE)
  for (let count = 0; count < megabytes; count++) yield megabyte
  yield Buffer.from(good)
}

async function send(body: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  // A client that has read enough hangs up: that is no fault of this server.
  await pipeline(body, response).catch(() => undefined)
}
