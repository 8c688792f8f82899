import type { Asked } from '../asked/asked.ts'
import type { Rule } from './rule.ts'

/** What the rules say of a request. */
export type Found =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'none' }
  /** It may mean another path than it says, and the rules differ by path. */
  | { readonly kind: 'ambiguous'; readonly reason: string }

export interface RuleBook {
  /** Whether a request with another method may get another rule. */
  readonly differsByMethod: boolean
  find(asked: Pick<Asked, 'method' | 'host' | 'path' | 'ambiguity'>): Found
}

/** Makes the book of rules: the first that fits decides, and where none fits, nobody may. */
export function createRuleBook(rules: readonly Rule[]): RuleBook {
  const differsByPath = rules.some(({ prefix }) => prefix !== '')
  const folded = rules.map((rule) => ({ ...rule, prefix: foldCase(rule.prefix) }))
  const areFolded = rules.every(({ prefix }, index) => prefix === folded[index]?.prefix)

  /** What an earlier rule demands of a path that some backends take for this one: Express, ASP.NET and Windows know no case. */
  function isEvaded(chosen: number, asked: Pick<Asked, 'method' | 'host' | 'path'>): boolean {
    const path = foldCase(asked.path)
    // The usual path: what fits it was found already.
    if (areFolded && path === asked.path) return false
    const own = folded[chosen]?.prefix
    return folded
      .slice(0, chosen)
      .some((earlier) => !earlier.isAnonymous && earlier.prefix !== own && fits(earlier, { ...asked, path }))
  }

  return {
    differsByMethod: rules.some(({ methods, allowsPreflights }) => methods !== undefined || allowsPreflights),
    find: (asked) => {
      if (differsByPath && asked.ambiguity !== undefined) {
        return { kind: 'ambiguous', reason: asked.ambiguity }
      }
      const index = rules.findIndex((one) => fits(one, asked))
      const rule = rules[index]
      if (rule === undefined) return NONE
      return index > 0 && isEvaded(index, asked) ? OTHER_CASE : { kind: 'rule', rule }
    },
  }
}

const NONE: Found = { kind: 'none' }
const OTHER_CASE: Found = { kind: 'ambiguous', reason: 'letters in another case than an earlier rule' }

/** The same for all that some backend takes for one letter. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase()
}

function fits(
  { prefix, methods, hosts }: Rule,
  { method, host, path }: Pick<Asked, 'method' | 'host' | 'path'>,
): boolean {
  return (
    coversPath(prefix, path) &&
    (methods === undefined || methods.includes(method)) &&
    (hosts === undefined || hosts.includes(host))
  )
}

/** Whether a prefix ends where a segment of the path does. */
export function coversPath(prefix: string, path: string): boolean {
  return (
    path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/' || prefix === '')
  )
}
