import { UsageError } from '../../usage-error.ts'
import type { AnsweredAnswer } from '../target/answer.ts'

/** Says whether an answer is one for a good token, as the user told it. */
export type AcceptIf = (answer: AnsweredAnswer) => boolean

const HINT = 'write status:200, body:TEXT, json:/path or json:/path=VALUE, each also with ! in front'

/**
 * Reads conditions, which all must hold: `status:200`, `body:text` (it is somewhere in the body), `json:/user/id` (it is
 * there and not null), `json:/ok=true`; `!` in front turns one round. JSON pointers: RFC 6901. Throws a UsageError.
 */
export function readAcceptIf(conditions: readonly string[]): AcceptIf | undefined {
  if (conditions.length === 0) return undefined
  const tests = conditions.map(readCondition)
  return (answer) => tests.every((test) => test(answer))
}

function readCondition(text: string): AcceptIf {
  if (text.startsWith('!')) {
    const inner = readCondition(text.slice(1))
    return (answer) => !inner(answer)
  }
  const colon = text.indexOf(':')
  const value = text.slice(colon + 1)
  switch (text.slice(0, Math.max(colon, 0))) {
    case 'status':
      if (!/^\d{3}$/.test(value)) break
      return ({ status }) => status === Number(value)
    case 'body':
      if (value === '') break
      return ({ body }) => body.includes(value)
    case 'json':
      if (!value.startsWith('/')) break
      return readPointer(value)
  }
  throw new UsageError('--accept-if has a condition that cannot be read', HINT)
}

function readPointer(text: string): AcceptIf {
  const equals = text.indexOf('=')
  const pointer = equals === -1 ? text : text.slice(0, equals)
  const wanted = equals === -1 ? undefined : text.slice(equals + 1)
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return ({ body }) => {
    const found = find(body, path)
    if (found === undefined || found === null) return false
    return wanted === undefined || String(found) === wanted
  }
}

function find(body: string, path: readonly string[]): unknown {
  try {
    return path.reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? at[name as keyof typeof at] : undefined),
      JSON.parse(body),
    )
  } catch {
    return undefined
  }
}
