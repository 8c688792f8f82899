import {
  AuthError,
  ConfigError,
  createVerifier,
  toResponse,
  type Auth,
  type Verifier,
  type VerifierEvent,
} from 'tokenstile'
import { createAssertion } from '../assertion/assertion.ts'
import { createAnswers, type ProxyAnswer, type ToProxyAnswer } from '../answers/answers.ts'
import { CONTRACTS } from '../answers/contract.ts'
import { createNameBook } from '../asked/name-book.ts'
import { TOLD_BY_PROXY } from '../asked/told-by-proxy.ts'
import { TELLINGS, type Telling } from '../asked/tellings.ts'
import type { ReadConfig } from '../config/read-config.ts'
import { toIssuers } from '../config/to-issuers.ts'
import { readTrust, type Trust } from '../config/trust.ts'
import { createPolicy, type Policy } from '../decide/policy.ts'
import { createCheck, type Check } from '../grpc/check.ts'
import { ASSERTION_HEADER } from '../identity/assertion-header.ts'
import { idTokenNamesOf } from '../identity/configured-names.ts'
import { createIdentityHeaders } from '../identity/identity-headers.ts'
import type { KeyMemory } from '../process/key-memory.ts'
import { createRuleBook } from '../rules/rule-book.ts'
import { createResolver, type Resolve, type ResolverContext } from '../resolver/resolver.ts'
import { compileRules, type Rule } from '../rules/rule.ts'
import { createVerify, type OnDecision, type Verify } from './verify.ts'

/** All that a configuration makes: replaced as a whole when it changes, never changed itself. */
export interface Setup {
  readonly read: ReadConfig
  readonly trust: Trust
  readonly verifier: Verifier<Auth<unknown>>
  readonly rules: readonly Rule[]
  readonly policy: Policy
  /** The names of the headers that carry an identity, as they are sent. */
  readonly identityNames: readonly string[]
  readonly verify: Verify
  /** Answers Envoy over gRPC; undefined for every other proxy. */
  readonly check: Check | undefined
  /** Answers as Authgear's resolver, where that is configured. */
  readonly resolve: Resolve | undefined
  /** Answers with the keys of the signed identity, where that is configured. */
  readonly jwks: ((method: string) => ProxyAnswer) | undefined
}

/** What a setup tells, and what it keeps from the one before. */
export interface SetupContext {
  readonly onDecision: OnDecision
  readonly onEvent: (event: VerifierEvent) => void
  /** How a request to the resolver ended. */
  readonly onResolved?: ResolverContext['onResolved']
  /** A sentence for the log: something goes on in spite of a fault. */
  readonly onWarning?: (sentence: string) => void
  /** The clock for the times in tokens, in milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Only to look whether it can be made: writes nothing. */
  readonly isTrial?: boolean
  /** Keeps the keys of issuers for setups and processes that come later. */
  readonly keyMemory?: KeyMemory
}

type AnyVerifier = Verifier<Auth<unknown>>

/**
 * Makes the setup of a configuration, with a verifier that is there already where it {@link needsSameVerifier}. Throws where
 * the library takes its options for a mistake.
 */
export function createSetup(read: ReadConfig, context: SetupContext, kept?: AnyVerifier): Setup {
  const { config, folder } = read
  const { proxy, trustedProxies, headers, challenge = {} } = config
  const verifier = kept ?? makeVerifier(read, context)
  const removed = idTokenNamesOf(config)
  const rules = compileRules(config.rules, verifier)
  const identity = createIdentityHeaders(headers, removed)
  const identityNames =
    config.assertion === undefined ? identity.names : [...identity.names, ASSERTION_HEADER]
  const assertion = config.assertion && createAssertion(config.assertion, folder, context)
  const policy = createPolicy(createRuleBook(rules), identity, assertion?.attest)
  const makeVerify = (telling: Telling, toAnswer: ToProxyAnswer): Verify =>
    createVerify(
      telling,
      createNameBook(
        telling.headers,
        guarded(identityNames, removed),
        [...removed, ...TOLD_BY_PROXY].map((name) => name.toLowerCase()),
      ),
      headers?.inboundIdentityHeaders === 'strip',
      policy,
      toAnswer,
      context.onDecision,
    )
  requireChallenge(challenge)
  const answers = createAnswers(CONTRACTS[proxy], challenge, identityNames)
  const verify = makeVerify(TELLINGS[proxy], answers)
  const check = proxy === 'envoy' ? createCheck(makeVerify, answers, identityNames) : undefined
  const resolve = config.resolver && createResolver(config.resolver, verifier, context)
  const trust = requireTrust(trustedProxies)
  const jwks = assertion?.jwks
  return { read, trust, verifier, rules, policy, identityNames, verify, check, resolve, jwks }
}

function makeVerifier({ config }: ReadConfig, context: SetupContext): AnyVerifier {
  const { cookie, webSocket, cache, maxTokenBytes } = config
  const { onEvent, now, keyMemory } = context
  const issuers = toIssuers(config.issuers)
  const settings = { cookie, webSocket, cache, maxTokenBytes, onEvent, now }
  return createVerifier(keyMemory?.rememberFor(issuers) ?? issuers, settings as never)
}

/** Whether two configurations, of which no key is in a file of its own, are verified for by one verifier. */
export function needsSameVerifier(one: ReadConfig, other: ReadConfig): boolean {
  return spellVerifier(one) === spellVerifier(other)
}

function spellVerifier({ config }: ReadConfig): string {
  const { issuers, cookie, webSocket, cache, maxTokenBytes } = config
  return JSON.stringify([issuers, cookie, webSocket, cache, maxTokenBytes])
}

/** The headers that a client may not send. */
function guarded(names: readonly string[], removed: readonly string[]): readonly string[] {
  return names.filter((name) => !removed.includes(name)).map((name) => name.toLowerCase())
}

/** The library looks at it when it refuses somebody, which is too late. */
function requireChallenge(challenge: NonNullable<ReadConfig['config']['challenge']>): void {
  try {
    toResponse(new AuthError('missing_token'), challenge)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(`challenge.${error.option}`, error.message.slice(error.option.length + 2))
  }
}

function requireTrust(entries: readonly string[]): Trust {
  const trust = readTrust(entries)
  if ('problem' in trust) throw new TypeError(`trustedProxies[${trust.index}] ${trust.problem}`)
  return trust
}
