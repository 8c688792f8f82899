import type { z } from 'zod'
import type { Problem } from './problem.ts'
import { configSchema, type GatewayConfig } from './schema.ts'

type Issue = z.core.$ZodIssue

/** Holds a value against the schema: gives the configuration, or every mistake with its path. */
export function checkShape(
  value: unknown,
): { readonly config: GatewayConfig } | { readonly problems: readonly Problem[] } {
  const result = configSchema.safeParse(value, { reportInput: true })
  if (result.success) return { config: result.data }
  return { problems: result.error.issues.flatMap((issue) => toProblems(issue, [])) }
}

function toProblems(issue: Issue, before: readonly PropertyKey[]): readonly Problem[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'invalid_union') {
    const branch = pickBranch(issue.errors as readonly (readonly Issue[])[])
    if (branch !== undefined) return branch.flatMap((inner) => toProblems(inner, path))
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: toConfigPath([...path, key]),
      message: 'unknown; hint: is it misspelt, or does it belong somewhere else?',
    }))
  }
  return [{ path: toConfigPath(path), message: describe(issue) }]
}

/** Of the shapes that a value may have, the one that it comes closest to: what fails deepest, then what fails least. */
function pickBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const rank = (issues: readonly Issue[]): number =>
    issues.reduce((sum, issue) => sum + (isWrongShape(issue) ? 100 : 1), 0)
  return branches.toSorted((one, other) => rank(one) - rank(other))[0]
}

/** Whether the whole value is something else: not a mistake inside it. */
function isWrongShape(issue: Issue): boolean {
  if (issue.code === 'unrecognized_keys') return true
  return issue.code === 'invalid_type' && (issue.path.length === 0 || issue.input === undefined)
}

function describe(issue: Issue): string {
  if (issue.code === 'invalid_value') {
    const choice = issue.values.map(String).join(', ')
    return issue.input === undefined ? `is missing; hint: ${choice}` : `is none of ${choice}`
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing'
  const message = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '')
  return message.charAt(0).toLowerCase() + message.slice(1)
}

function toConfigPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'symbol' ? String(step) : step))
}
