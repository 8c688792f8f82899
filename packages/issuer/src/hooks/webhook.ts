import { createHmac } from 'node:crypto'
import { HookError } from './hook-error.ts'
import type { HookEvent, Webhook } from './hook-options.ts'

const TIMEOUT_MS = 5000

/**
 * Posts the event, signed as Authgear signs it, and gives the body of the answer. Throws a HookError for anything but a
 * 2xx with JSON within five seconds. Does not follow redirects.
 */
export async function callWebhook({ url, secret }: Webhook, event: HookEvent): Promise<unknown> {
  const body = JSON.stringify(event)
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-authgear-body-signature': signature },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    return await response.json()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown reason'
    throw new HookError(`hook ${event.type}: the webhook failed (${reason}); is it running?`, false, {
      cause,
    })
  }
}
