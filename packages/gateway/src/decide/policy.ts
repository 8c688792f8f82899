import { AuthError, type Auth } from 'tokenstile'
import type { Asked } from '../asked/asked.ts'
import { ASSERTION_HEADER } from '../identity/assertion-header.ts'
import type { IdentityHeaders } from '../identity/identity-headers.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { Rule } from '../rules/rule.ts'
import type { Decision } from './decision.ts'

/** Says what is to happen with a request. */
export interface Policy {
  /** At once where nothing has to be fetched. Never throws nor rejects: what breaks is `failed`. */
  decide(asked: Asked): Decision | Promise<Decision>
}

/** Makes what a backend gets beside the headers, such as a signed identity: names and values in turn. */
export type Attest = (auth: Auth<unknown>, rule: Rule, asked: Asked) => readonly string[]

export function createPolicy(rules: RuleBook, identity: IdentityHeaders, attest?: Attest): Policy {
  function allow(rule: Rule, asked: Asked, auth: Auth<unknown> | undefined): Decision {
    const told = identity.tell(auth)
    if (attest === undefined) return { kind: 'allowed', rule, auth, identity: told }
    // The header is always there: an empty one takes the place of a client's.
    const attested = auth === undefined ? [ASSERTION_HEADER, ''] : attest(auth, rule, asked)
    return { kind: 'allowed', rule, auth, identity: [...told, ...attested] }
  }

  function judge(rule: Rule, asked: Asked): Decision | Promise<Decision> {
    const request = { method: asked.method, url: asked.rawPath, headers: asked.headers }
    const pass = ({ auth }: { readonly auth: Auth<unknown> | undefined }): Decision | Promise<Decision> => {
      // Who may come without a token, as an anonymous caller or as a preflight, was let in by the gate.
      if (auth === undefined) return allow(rule, asked, auth)
      rule.require?.(auth)
      const proving = rule.requireRecent?.(auth, request)
      return proving === undefined ? allow(rule, asked, auth) : proving.then(() => allow(rule, asked, auth))
    }
    const admitted = rule.gate.admit(request)
    return isPromise(admitted) ? Promise.resolve(admitted).then(pass) : pass(admitted)
  }

  return {
    decide: (asked) => {
      let rule: Rule | undefined
      try {
        if (rules.differsByMethod && asked.overridesMethod) {
          return { kind: 'refused', rule, error: refuseOverride() }
        }
        const found = rules.find(asked)
        if (found.kind === 'ambiguous') return { kind: 'refused', rule, error: refusePath(found.reason) }
        if (found.kind === 'none') return { kind: 'refused', rule, error: refuseUnruled() }
        rule = found.rule
        const decision = judge(rule, asked)
        return isPromise(decision)
          ? Promise.resolve(decision).catch((error: unknown) => toDecision(error, rule))
          : decision
      } catch (error) {
        return toDecision(error, rule)
      }
    },
  }
}

/** What was thrown on the way: a refusal, or what nobody expected. */
export function toDecision(error: unknown, rule: Rule | undefined): Decision {
  return AuthError.is(error) ? { kind: 'refused', rule, error } : { kind: 'failed', rule, error }
}

function refusePath(reason: string): AuthError {
  return new AuthError('malformed_request', {
    hint: `the path has ${reason}, which proxies and backends read in different ways, and the rules differ by path`,
  })
}

function refuseOverride(): AuthError {
  return new AuthError('malformed_request', {
    hint: 'a header asks for another method than the request has, and the rules differ by method',
  })
}

function refuseUnruled(): AuthError {
  return new AuthError('forbidden', { hint: 'no rule covers this request; what no rule covers, nobody may' })
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T>).then === 'function'
}
