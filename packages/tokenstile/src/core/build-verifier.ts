import type { AnyAuth } from './auth.ts'
import type { EndReason } from './end-reason.ts'
import { createEndWatch } from './end-watch.ts'
import type { Engine } from './engine.ts'
import { AuthError, ConfigError } from './errors.ts'
import { createEventSink } from './events.ts'
import { rememberInside, type Admit } from './inside.ts'
import { verifyIdToken, type IdTokenOptions } from './id-token.ts'
import { createIssuerBook, type IssuerBook } from './issuer-book.ts'
import type { Issuers } from './issuer-options.ts'
import type { IssuerPolicy } from './issuer-policy.ts'
import { readIssuerPolicy } from './issuer-policy-reader.ts'
import { createJourney } from './journey.ts'
import { createRing, type RingSurroundings } from './keys/create-ring.ts'
import { readKeyName, withoutDistrusted, type Distrusted, type JudgedRing } from './keys/distrust.ts'
import type { KeyHealth } from './keys/key-ring.ts'
import { createTokenBucket } from './keys/token-bucket.ts'
import { readString } from './option-readers.ts'
import { createOwnEndWatches } from './own-end-watches.ts'
import { PROFILE } from './profile.ts'
import { andThen, dropPromise, isPromise, orElse, toPromise } from './promise.ts'
import { requireOneWord } from './request/bearer.ts'
import { requireRequest } from './request/auth-request.ts'
import { findToken } from './request/find-token.ts'
import { isPreflight } from './request/preflight.ts'
import { readSettings, type Platform } from './settings.ts'
import { createTenantBook } from './tenant-book.ts'
import type { Admission, Authenticated, Verifier, VerifierHealth } from './verifier.ts'

/** Builds a verifier on an engine and a platform. Everything is checked here, once. */
export function buildVerifier(
  engine: Engine,
  platform: Platform,
  issuers: Issuers,
  given: unknown,
): Verifier<AnyAuth> {
  const settings = readSettings(given, platform)
  const onEvent = createEventSink(settings.onEvent)
  const distrusted = new Map<string, Distrusted>()
  const closing = new AbortController()
  const surroundings = { engine, settings, onEvent, closing: closing.signal }
  const book = createBook(issuers, surroundings, (issuer) => distrusted.get(issuer))
  const stations = { engine, book, settings }
  const { recall, travel } = createJourney(stations)
  const recallOrTravel = (token: unknown): AnyAuth | Promise<AnyAuth> =>
    (typeof token === 'string' ? recall(token) : undefined) ?? travel(token)
  const endWatch = settings.sharesIo
    ? createEndWatch(settings, onEvent)
    : createOwnEndWatches(settings, onEvent)

  /** Tells of a refusal and passes it on. */
  function refused(error: unknown): never {
    if (AuthError.is(error)) {
      const { code, details } = error
      onEvent({ type: 'refused', code, claim: details.claim, issuer: details.issuer })
    }
    throw error
  }

  /** Runs a step and tells of its refusal, whether it comes at once or later. */
  const observe = <T>(run: () => T | PromiseLike<T>): T | Promise<T> => orElse(run, refused)

  const verify = (token: unknown): Promise<AnyAuth> => toPromise(() => observe(() => recallOrTravel(token)))

  function verifySync(token: string): AnyAuth {
    if (!engine.synchronous) {
      throw new ConfigError('verifySync', 'this runtime has no synchronous crypto; use verify')
    }
    const auth = observe(() => {
      const result = recallOrTravel(token)
      if (!isPromise(result)) return result
      // The step goes on by itself; its outcome serves the next token.
      dropPromise(result)
      throw new AuthError('keys_unavailable', {
        reason: 'would_have_to_wait',
        hint: 'call warmUp at start, or use verify, which waits',
      })
    })
    return auth as AnyAuth
  }

  /** Finds and verifies the token of a request; at once where nothing has to be fetched. */
  const admit: Admit = (request, admission) =>
    observe(() => {
      const found = findToken(request, settings.places)
      if (found === undefined) {
        // A copy without a prototype: one that somebody polluted must not open every route.
        const { optional, allowPreflights }: Admission = Object.assign(Object.create(null), admission)
        if (optional === true || (allowPreflights === true && isPreflight(request))) return ANONYMOUS
        throw new AuthError('missing_token')
      }
      const { token, isInHeader } = found
      const remembered = recall(token)
      if (remembered !== undefined) return toAuthenticated(remembered)
      if (isInHeader) requireOneWord(token)
      return andThen(travel(token), toAuthenticated)
    })

  const verifier: Verifier<AnyAuth> = Object.freeze({
    verify,
    verifySync,
    tryVerify: async (token: string) => {
      try {
        return { ok: true as const, auth: await verify(token) }
      } catch (error) {
        if (AuthError.is(error)) return { ok: false as const, error }
        throw error
      }
    },
    authenticate: ((request, options) =>
      toPromise(() => admit(requireRequest(request), options))) as Verifier<AnyAuth>['authenticate'],
    verifyIdToken: (idToken: string, options: IdTokenOptions) =>
      toPromise(() => observe(() => verifyIdToken(idToken, options, stations))),
    warmUp: async () => {
      await Promise.all(book.groups().map(([{ ring }]) => ring.warmUp()))
    },
    health: () => readHealth(book),
    distrustKey: (issuer: string, key: unknown) => {
      if (book.isFixed && book.find(issuer) === undefined) {
        throw new ConfigError('issuer', 'is not configured: a slip here would leave the key trusted')
      }
      const { kid, thumbprint } = readKeyName(key)
      const { kids, thumbprints } = distrustedOf(distrusted, readString('issuer', issuer))
      if (kid !== undefined) kids.add(kid)
      if (thumbprint !== undefined) thumbprints.add(thumbprint)
      onEvent({ type: 'key_distrusted', issuer })
      endWatch.look()
    },
    onEnd: (auth: AnyAuth, callback: (reason: EndReason) => void) => endWatch.watch(auth, callback),
    close: () => {
      endWatch.close()
      closing.abort()
      closeAll(book)
    },
  })
  rememberInside(verifier, { ...stations, admit })
  return verifier
}

const NO_HEADERS = Object.freeze({})
const ANONYMOUS: Authenticated<undefined> = Object.freeze({ auth: undefined, responseHeaders: NO_HEADERS })

function toAuthenticated(auth: AnyAuth): Authenticated<AnyAuth> {
  return { auth, responseHeaders: NO_HEADERS }
}

/** How many tenants may have their keys fetched for the first time: a thousand at once, then a hundred a second. */
const FIRST_FETCHES = { fetches: 1000, perMs: 10_000 }

function createBook(
  issuers: Issuers,
  given: Omit<RingSurroundings, 'firstFetches'>,
  distrustedFor: (issuer: string) => Distrusted | undefined,
): IssuerBook {
  const { engine, settings } = given
  const { monotonicNow, sharesIo } = settings
  const createRingIn =
    (surroundings: RingSurroundings) =>
    (policy: IssuerPolicy): JudgedRing =>
      withoutDistrusted(createRing(policy, surroundings), () => distrustedFor(policy.issuer))
  if (typeof issuers === 'function') {
    // Called with whatever a token names, it would answer: every issuer would be trusted.
    if (Object.hasOwn(issuers, PROFILE)) {
      throw new ConfigError(
        'issuers',
        'expected what the profile gives for an endpoint, not the profile itself',
      )
    }
    return createTenantBook({
      find: issuers,
      readPolicy: (options) => readIssuerPolicy('', options, engine),
      createRing: createRingIn({ ...given, firstFetches: createTokenBucket(FIRST_FETCHES, monotonicNow) }),
      monotonicNow,
      sharesIo,
    })
  }
  const list: readonly unknown[] = Array.isArray(issuers) ? issuers : [issuers]
  if (list.length === 0) throw new ConfigError('issuers', 'expected at least one issuer')
  const path = (index: number): string => (Array.isArray(issuers) ? `issuers[${index}]` : '')
  return createIssuerBook(
    list.map((options, index) => readIssuerPolicy(path(index), options, engine)),
    path,
    createRingIn({ ...given, firstFetches: undefined }),
  )
}

/** Closes every source of the program, also where one of them throws: what the first one threw is passed on then. */
function closeAll(book: IssuerBook): void {
  const faults: unknown[] = []
  for (const [{ ring }] of book.groups()) {
    try {
      ring.close?.()
    } catch (fault) {
      faults.push(fault)
    }
  }
  if (faults.length > 0) throw faults[0]
}

function distrustedOf(known: Map<string, Distrusted>, issuer: string): Distrusted {
  let found = known.get(issuer)
  if (found === undefined) {
    found = { kids: new Set(), thumbprints: new Set() }
    known.set(issuer, found)
  }
  return found
}

const STATES: readonly KeyHealth['state'][] = ['ready', 'idle', 'degraded', 'down']

function readHealth(book: IssuerBook): VerifierHealth {
  const issuers = book.groups().map(([{ policy, ring }]) => ({
    issuer: policy.issuer,
    insecure: policy.isInsecure,
    ...ring.health(),
  }))
  return { state: issuers.map(({ state }) => state).reduce(worse, 'ready'), issuers }
}

function worse(one: KeyHealth['state'], other: KeyHealth['state']): KeyHealth['state'] {
  return STATES.indexOf(other) > STATES.indexOf(one) ? other : one
}
