import { ERRORS, type AuthErrorCode } from 'tokenstile'
import type { ExplainedCheck, Explanation } from 'tokenstile/explain'
import { describeTime } from '../terminal/local-time.ts'
import { printable } from '../terminal/printable.ts'
import type { Style } from '../terminal/style.ts'
import { describeValue } from '../token/describe-members.ts'
import { showFact } from './check-facts.ts'

/**
 * The checks, a line each: what was found, or what was expected and what came. Those that had nothing to look at share a line, as
 * do those that were not reached.
 */
export function describeChecks(explanation: Explanation, style: Style, nowMs: number): readonly string[] {
  const { checks, header, claims } = explanation
  const first = checks.find(({ state }) => state === 'refused')
  const silent: string[] = []
  const lines = checks.flatMap((check) => {
    if (check.state === 'refused') {
      // The hint of the first stands at the top.
      return describeRefusal(check === first ? withoutHint(check) : check, claims, style, nowMs)
    }
    const fact = check.state === 'passed' ? showFact(check.name, header, claims, nowMs) : undefined
    if (fact !== undefined) return [toLine(style.good('ok'), 'ok', check.name, fact)]
    if (check.state === 'passed') silent.push(check.name)
    return []
  })
  const notReached = checks.filter(({ state }) => state === 'not_reached').map(({ name }) => name)
  return [
    ...lines,
    ...(silent.length === 0 ? [] : [toLine(style.good('ok'), 'ok', 'the rest', silent.join(', '))]),
    ...(notReached.length === 0 ? [] : [toLine('-', '-', 'not looked at', notReached.join(', '))]),
  ]
}

function withoutHint({ hint: _, ...check }: ExplainedCheck): ExplainedCheck {
  return check
}

function describeRefusal(
  check: ExplainedCheck,
  claims: Explanation['claims'],
  style: Style,
  nowMs: number,
): readonly string[] {
  const { name, code, hint } = check
  const expected = check.expected ?? expectedTime(code, nowMs)
  const actual = describeActual(check, claims, nowMs)
  const about = [
    ...(expected === undefined ? [] : [`expected  ${printable(expected)}`]),
    ...(actual === undefined ? [] : [`actual    ${actual}`]),
    ...(hint === undefined ? [] : [`hint      ${hint}`]),
  ]
  const what = code === undefined ? 'refused' : `${ERRORS[code].message} (${code})`
  return [toLine(style.bad('NO'), 'NO', name, what), ...about.map((line) => toLine('', '', '', line))]
}

function expectedTime(code: AuthErrorCode | undefined, nowMs: number): string | undefined {
  if (code === 'token_expired') return `later than ${describeTime(nowMs / 1000, nowMs)}`
  if (code === 'token_not_yet_valid') return `not later than ${describeTime(nowMs / 1000, nowMs)}`
  return undefined
}

function describeActual(
  { subject, actual, code }: ExplainedCheck,
  claims: Explanation['claims'],
  nowMs: number,
): string | undefined {
  const value = subject === undefined ? undefined : claims?.[subject]
  if (subject !== undefined && typeof value === 'number') return describeValue(subject, value, nowMs)
  if (actual !== undefined) return printable(actual)
  return code === 'missing_claim' && subject !== undefined ? `no ${printable(subject)}` : undefined
}

const NAME_WIDTH = 17

/** Colours have no width of their own: the bare mark says how wide it is. */
function toLine(mark: string, bareMark: string, name: string, text: string): string {
  return `  ${mark}${' '.repeat(4 - bareMark.length)}${name.padEnd(NAME_WIDTH)}  ${text}`
}
