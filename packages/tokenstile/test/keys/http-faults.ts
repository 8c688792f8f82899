import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { known } from '../support/http-scene.ts'
import type { Answer } from '../support/loopback-server.ts'

const MEGABYTE = 1024 * 1024

const json =
  (value: unknown): Answer =>
  (_, response) =>
    response.end(JSON.stringify(value))

/** The start of a set. */
const begin = '{"keys":['

/** Sends one byte a second, as slow as it takes to seem alive. */
const drip: Answer = async (_, response) => {
  for (const byte of JSON.stringify({ keys: [known.jwk] })) {
    response.write(byte)
    await delay(1000, undefined, { ref: false })
    if (response.destroyed) return
  }
}

/** Sends fifty megabytes of what could be the start of a set, as fast as they are taken. */
const sendBulk: Answer = (_, response) => {
  let left = 50
  response.write(begin)
  const more = (): void => {
    while (left-- > 0 && response.write(Buffer.alloc(MEGABYTE, ' ')));
    if (left < 0) response.end()
  }
  response.on('drain', more)
  more()
}

/** Made before any time limit runs. */
const bomb = Buffer.concat(Array<Buffer>(64).fill(gzipSync(Buffer.alloc(16 * MEGABYTE, ' '))))

/** Sends one megabyte that unpacks to a gigabyte. */
const sendBomb: Answer = (_, response) => {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
}

/** What an issuer's key set may turn into, and the name under which operators hear of it. */
export const HTTP_FAULTS: readonly [what: string, failure: string, answer: Answer][] = [
  ['never answers', 'timeout', () => undefined],
  ['sends headers and never a body', 'timeout', (_, response) => response.flushHeaders()],
  ['stops half way', 'timeout', (_, response) => response.write(begin)],
  ['drips one byte a second', 'timeout', drip],
  ['hangs up', 'network_error', (request) => request.socket.destroy()],
  [
    'hangs up half way',
    'network_error',
    (request, response) =>
      response.writeHead(200, { 'content-length': '1000' }).write(begin, () => request.socket.destroy()),
  ],
  [
    'promises a longer body than it sends',
    'network_error',
    (request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(JSON.stringify({ keys: [known.jwk] }), () => request.socket.end())
    },
  ],
  ['sends fifty megabytes', 'too_large', sendBulk],
  ['sends a megabyte that unpacks to a gigabyte', 'too_large', sendBomb],
  [
    'sends a page for people',
    'not_json',
    (_, response) => response.end('<!doctype html><title>Log in</title>'),
  ],
  ['sends an error in JSON', 'wrong_document', json({ error: 'server_error' })],
  ['sends a list of keys', 'wrong_document', json([known.jwk])],
  ['sends an empty set', 'empty_set', json({ keys: [] })],
  ['sends a set without a usable key', 'no_usable_key', json({ keys: [{ kty: 'oct', k: 'AAAA' }] })],
  ['fails', 'http_status', (_, response) => response.writeHead(502).end('bad gateway')],
  ['asks to come back later', 'http_status', (_, response) => response.writeHead(429).end()],
]
