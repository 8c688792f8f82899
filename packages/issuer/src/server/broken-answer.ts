import type { Breakage } from '../control/breakages.ts'
import type { Answer } from './answer.ts'

/** Thrown instead of an answer: whoever carries the answer cuts the connection. */
export class ConnectionDropped extends TypeError {
  constructor() {
    super('fetch failed: the issuer dropped the connection, as it was told to')
    this.name = 'ConnectionDropped'
  }
}

const GARBAGE = '<!doctype html><title>Welcome to the hotel</title><p>Please accept our terms.'
const DRIP_INTERVAL_MS = 50

/** Answers a request as the breakage says. What is not broken comes from `answer`. */
export async function breakAnswer(
  request: Request,
  breakage: Breakage,
  answer: Answer,
  cut?: () => void,
): Promise<Response> {
  if (breakage.drop) throw new ConnectionDropped()
  if (breakage.garbage) return new Response(GARBAGE, { headers: { 'content-type': 'application/json' } })
  if (breakage.status !== undefined) return toStatus(breakage.status)
  if (breakage.delayMs !== undefined) {
    await pause(breakage.delayMs, request.signal)
    return answer(request)
  }
  const whole = await answer(request)
  const body = new Uint8Array(await whole.arrayBuffer())
  const { truncateAtBytes, dripBytesPerSecond = 1 } = breakage
  const stream =
    truncateAtBytes === undefined
      ? toDrip(body, dripBytesPerSecond, request.signal)
      : toTruncated(body.slice(0, truncateAtBytes), cut)
  const headers = new Headers(whole.headers)
  headers.set('content-length', String(body.length))
  return new Response(stream, { status: whole.status, headers })
}

function toStatus(status: number): Response {
  const hasBody = ![204, 205, 304].includes(status)
  const body = hasBody ? JSON.stringify({ error: 'broken', error_description: 'broken on purpose' }) : null
  return new Response(body, { status, headers: hasBody ? { 'content-type': 'application/json' } : {} })
}

function toTruncated(part: Uint8Array, cut?: () => void): ReadableStream<Uint8Array> {
  let isSent = part.length === 0
  return new ReadableStream({
    pull(controller) {
      if (!isSent) {
        isSent = true
        return controller.enqueue(part)
      }
      if (cut) cut()
      else controller.error(new ConnectionDropped())
    },
  })
}

function toDrip(body: Uint8Array, bytesPerSecond: number, signal: AbortSignal): ReadableStream<Uint8Array> {
  let sent = 0
  let isCancelled = false
  const step = Math.max(1, Math.round((bytesPerSecond * DRIP_INTERVAL_MS) / 1000))
  const intervalMs = (step * 1000) / bytesPerSecond
  return new ReadableStream({
    async pull(controller) {
      if (sent >= body.length) return controller.close()
      if (sent > 0) await pause(intervalMs, signal)
      if (isCancelled) return
      controller.enqueue(body.slice(sent, sent + step))
      sent += step
    },
    cancel() {
      isCancelled = true
    },
  })
}

/** Ends early, without a timer left behind, when whoever asked has gone. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
