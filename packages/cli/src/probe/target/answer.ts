/** What came back for one request. */
export type Answer = AnsweredAnswer | LostAnswer

export interface AnsweredAnswer {
  readonly kind: 'answered'
  readonly status: number
  /** Lower-case names; several of one name are joined. */
  readonly headers: Readonly<Record<string, string>>
  /** At most the first 64 KiB. */
  readonly body: string
  readonly durationMs: number
}

export interface LostAnswer {
  readonly kind: 'lost'
  /** `gone`: nothing listens any more. `reset`: the connection ended before an answer. `untrusted`: its certificate. */
  readonly reason: 'gone' | 'reset' | 'timeout' | 'no-http' | 'untrusted'
  readonly durationMs: number
}

/** Seconds that `Retry-After` asks to wait; undefined where it is absent or unreadable. RFC 9110 §10.2.3. */
export function retryAfterSeconds(
  { headers }: AnsweredAnswer,
  nowMs: number = Date.now(),
): number | undefined {
  const value = headers['retry-after']
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value)
  const atMs = Date.parse(value)
  return Number.isNaN(atMs) ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1000))
}
