import type { Asked } from '../asked/asked.ts'
import type { Rule } from './rule.ts'

/** What the rules say of a request. */
export type Found =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'none' }
  /** It may mean another path than it says, and the rules differ by path. */
  | { readonly kind: 'ambiguous'; readonly reason: string }

export interface RuleBook {
  find(asked: Pick<Asked, 'method' | 'host' | 'path' | 'ambiguity'>): Found
}

/** Makes the book of rules: the first that fits decides, and where none fits, nobody may. */
export function createRuleBook(rules: readonly Rule[]): RuleBook {
  const differsByPath = rules.some(({ prefix }) => prefix !== '')
  return {
    find: (asked) => {
      if (differsByPath && asked.ambiguity !== undefined) {
        return { kind: 'ambiguous', reason: asked.ambiguity }
      }
      const rule = rules.find((one) => fits(one, asked))
      return rule === undefined ? NONE : { kind: 'rule', rule }
    },
  }
}

const NONE: Found = { kind: 'none' }

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
