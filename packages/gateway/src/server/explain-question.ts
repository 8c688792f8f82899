import { AuthError } from 'tokenstile'
import { explain, type ExplainedCheck } from 'tokenstile/explain'
import { readHost } from '../asked/host.ts'
import { readTarget } from '../asked/target.ts'
import { createRuleBook } from '../rules/rule-book.ts'
import type { Setup } from './setup.ts'

/** What somebody who runs the gateway wants to know: what a request gets, and why. */
export interface Question {
  readonly method: string
  readonly url: string
  readonly token?: string | undefined
  /** Also shows what the token holds. */
  readonly values?: boolean | undefined
}

/** The answer. It holds values of the token only where they were asked for. */
export interface Explained {
  readonly outcome: 'allowed' | 'refused' | 'failed'
  /** Of a refusal. */
  readonly code?: string
  readonly rule?: { readonly index: number; readonly name: string }
  /** What the verifier thinks of the token. */
  readonly checks?: readonly ExplainedCheck[]
  readonly claims?: unknown
  readonly header?: unknown
}

/** Tells what a request would get. Undefined `url` parts are refusals, as they are for a real one. */
export async function explainQuestion(question: Question, setup: Setup): Promise<Explained> {
  const { method, url, token, values = false } = question
  const parts = /^https?:\/\/([^/?#]+)(\/.*)?$/.exec(url)
  const host = parts?.[1] === undefined ? undefined : readHost(parts[1])
  // Not by URL, which would resolve what the gateway refuses.
  const target = readTarget(parts?.[2] ?? '/')
  if (host === undefined || target === undefined) return { outcome: 'refused', code: 'malformed_request' }
  const found = createRuleBook(setup.rules).find({ method, host, ...target })
  if (found.kind === 'ambiguous') return { outcome: 'refused', code: 'malformed_request' }
  if (found.kind === 'none') return { outcome: 'refused', code: 'forbidden' }
  const rule = { index: found.rule.index, name: found.rule.name }
  if (token === undefined) {
    return found.rule.isAnonymous
      ? { outcome: 'allowed', rule }
      : { outcome: 'refused', code: 'missing_token', rule }
  }
  const explained = await explain(setup.verifier, token)
  const checks = values ? explained.checks : explained.checks.map(withoutActual)
  const shown = { rule, checks, ...(values && { claims: explained.claims, header: explained.header }) }
  const refusal = explained.checks.find(({ state }) => state === 'refused')
  if (!explained.accepted) return { outcome: 'refused', ...codeOf(refusal?.code), ...shown }
  try {
    found.rule.require?.(await setup.verifier.verify(token))
    return { outcome: 'allowed', ...shown }
  } catch (error) {
    return AuthError.is(error)
      ? { outcome: 'refused', code: error.code, ...shown }
      : { outcome: 'failed', ...shown }
  }
}

function codeOf(code: string | undefined): { readonly code?: string } {
  return code === undefined ? {} : { code }
}

/** A check without what came: what was expected is the configuration's. */
function withoutActual({ actual: _, ...check }: ExplainedCheck): ExplainedCheck {
  return check
}
