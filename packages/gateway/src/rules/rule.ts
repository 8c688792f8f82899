import type { Auth, AuthRequest, Requirement, Verifier } from 'tokenstile'
import { createGate, type Gate } from 'tokenstile/gate'
import { named } from '../config/name-mistake.ts'
import type { RuleConfig } from '../config/schema.ts'

/** A rule as it is asked: read once, then only compared. */
export interface Rule {
  readonly name: string
  readonly index: number
  /** Without a slash at its end; empty where any path fits. */
  readonly prefix: string
  readonly methods: readonly string[] | undefined
  readonly hosts: readonly string[] | undefined
  readonly gate: Gate<Auth<unknown> | undefined>
  /** What the caller must be; undefined where nobody has to be anybody. */
  readonly require: ((auth: Auth<unknown> | undefined) => void) | undefined
  readonly requireRecent:
    ((auth: Auth<unknown> | undefined, request: AuthRequest) => void | Promise<void>) | undefined
  readonly isAnonymous: boolean
  readonly allowsPreflights: boolean
  readonly backend: string | undefined
  readonly rewrite: RuleConfig['rewrite']
}

type AnyVerifier = Verifier<Auth<unknown>>

/** Reads the rules. Throws the library's `ConfigError` for a requirement that there is not. */
export function compileRules(rules: readonly RuleConfig[], verifier: AnyVerifier): readonly Rule[] {
  return rules.map((rule, index) => compileRule(rule, index, verifier))
}

function compileRule(rule: RuleConfig, index: number, verifier: AnyVerifier): Rule {
  const { path = '/', methods, hosts, require, recentLogin, backend, rewrite } = rule
  const isAnonymous = rule.anonymous === true
  const allowsPreflights = rule.allowPreflights === true
  const gate = createGate(verifier, { optional: isAnonymous, allowPreflights: allowsPreflights })
  return {
    name: rule.name ?? path,
    index,
    prefix: path === '/' ? '' : path,
    methods,
    hosts: hosts?.map((host) => host.toLowerCase()),
    gate,
    require:
      require &&
      named(`rules[${index}].require`, () => gate.authorize(require as Requirement<Auth<unknown>>)),
    requireRecent:
      recentLogin &&
      named(`rules[${index}].recentLogin`, () => gate.requireRecentLogin(toRecentLogin(recentLogin))),
    isAnonymous,
    allowsPreflights,
    backend,
    rewrite,
  }
}

function toRecentLogin({
  idTokenHeader,
  ...rest
}: NonNullable<RuleConfig['recentLogin']>): Parameters<Gate<unknown>['requireRecentLogin']>[0] {
  if (idTokenHeader === undefined) return rest
  const name = idTokenHeader.toLowerCase()
  return {
    ...rest,
    idToken: (request) => findHeader((request as AuthRequest).headers as readonly string[], name),
  }
}

/** One value, several, or none: what `requireRecentLogin` makes of that is its own. */
function findHeader(headers: readonly string[], name: string): string | readonly string[] | undefined {
  const values: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    if ((headers[at] as string).toLowerCase() === name) values.push(headers[at + 1] as string)
  }
  return values.length < 2 ? values[0] : values
}
