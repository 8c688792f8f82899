import { deepStrictEqual } from 'node:assert'

/** An answer of the token endpoint, as far as a refusal needs it. */
type Answer = { status: number; error?: string; access_token?: string; id_token?: string }

export function assertRefused(answer: Answer, error: string, status = 400): void {
  deepStrictEqual([answer.error, answer.status], [error, status])
  deepStrictEqual([answer.access_token, answer.id_token], [undefined, undefined])
}
