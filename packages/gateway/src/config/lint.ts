import { coversPath } from '../rules/rule-book.ts'
import type { Problem } from './problem.ts'
import type { GatewayConfig, RuleConfig } from './schema.ts'

/** What is no mistake and may still not be meant. */
export function lint(config: GatewayConfig): readonly Problem[] {
  return config.rules.flatMap((rule, index) => [
    ...findShadow(config.rules, index),
    ...findOverBroad(rule, index, config.rules),
    ...findForgottenHead(rule, index),
    ...findEmptyRequirement(rule, index),
  ])
}

/** A rule that an earlier one covers as a whole is never asked. */
function findShadow(rules: readonly RuleConfig[], index: number): readonly Problem[] {
  const rule = rules[index] as RuleConfig
  const shadow = rules.slice(0, index).findIndex((earlier) => covers(earlier, rule))
  if (shadow < 0) return []
  return [
    { path: ['rules', index], message: `is never asked: rules[${shadow}] covers it; hint: put it first` },
  ]
}

function covers(earlier: RuleConfig, later: RuleConfig): boolean {
  const prefix = earlier.path === '/' || earlier.path === undefined ? '' : earlier.path
  return (
    coversPath(prefix, later.path ?? '/') &&
    includesAll(earlier.methods, later.methods) &&
    includesAll(earlier.hosts, later.hosts)
  )
}

function includesAll(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  if (wide === undefined) return true
  const names = wide.map((name) => name.toLowerCase())
  return narrow !== undefined && narrow.every((name) => names.includes(name.toLowerCase()))
}

/** Everybody everywhere. */
function findOverBroad(rule: RuleConfig, index: number, rules: readonly RuleConfig[]): readonly Problem[] {
  const { anonymous, path = '/', methods } = rule
  if (!anonymous || path !== '/') return []
  const isLast = index === rules.length - 1
  const message = isLast
    ? 'lets everybody in wherever no rule before it fits, also where a path was forgotten'
    : 'lets everybody in everywhere'
  return [
    {
      path: ['rules', index, 'anonymous'],
      message: methods === undefined ? message : `${message}, with these methods`,
    },
  ]
}

/** `HEAD` gives what `GET` gives, but for the body. */
function findForgottenHead({ methods }: RuleConfig, index: number): readonly Problem[] {
  if (methods === undefined || !methods.includes('GET') || methods.includes('HEAD')) return []
  return [
    {
      path: ['rules', index, 'methods'],
      message: 'has GET and not HEAD, which another rule then decides; hint: add HEAD',
    },
  ]
}

/** Somebody may have meant to write more. */
function findEmptyRequirement({ require }: RuleConfig, index: number): readonly Problem[] {
  if (require === undefined || Object.keys(require).length > 0) return []
  const message = 'demands nothing: any verified token passes; hint: say what, or leave it out'
  return [{ path: ['rules', index, 'require'], message }]
}
