import { test } from 'node:test'
import * as v from 'valibot'
import {
  createVerifier,
  requireAccess,
  type Auth,
  type AuthOf,
  type Claims,
  type IssuerOptions,
  type KeySource,
  type Verifier,
} from 'tokenstile'
import { authgear, type AuthgearUser } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'
import { z } from 'zod'
import { assertSameType, compileOnly } from './same-type.ts'

// What must not compile is checked by the compiler alone: the code below is never run.
const issuer = 'https://issuer.example'
const audience = 'https://api.example'

test('an issuer without an audience does not compile (checklist 17, 36)', () => {
  compileOnly(() => [
    createVerifier({ issuer, audience }),
    createVerifier({ issuer, audience: null }),
    // @ts-expect-error: the audience is required
    createVerifier({ issuer }),
    // @ts-expect-error: switching the check off takes null
    createVerifier({ issuer, audience: undefined }),
    // @ts-expect-error: also in a list
    createVerifier([{ issuer, audience }, { issuer }]),
    // @ts-expect-error: also from a function
    createVerifier(() => ({ issuer })),
    // @ts-expect-error: a RegExp is no audience
    createVerifier({ issuer, audience: /api/ }),
  ])
})

test('an option that there is not does not compile (checklist 61)', () => {
  compileOnly(() => [
    // @ts-expect-error: a typo
    createVerifier({ issuer, audience, algorithm: ['RS256'] } satisfies IssuerOptions),
    // @ts-expect-error: a setting is no issuer option
    createVerifier({ issuer, audience, cache: false } satisfies IssuerOptions),
    // @ts-expect-error: nor the other way round
    createVerifier({ issuer, audience }, { audience }),
    // @ts-expect-error: what the profile fixes cannot be changed
    authgear(issuer, { algorithms: ['ES256'] }),
    // @ts-expect-error: a typo in a requirement
    authorize({ scope: ['read'] }),
    // @ts-expect-error: false does not switch a demand off
    authorize({ user: false }),
    // @ts-expect-error: a typo in an adapter's option
    authenticate(createVerifier({ issuer, audience }), { optionall: true }),
    // @ts-expect-error: minutes are no seconds, and text is no number
    createVerifier({ issuer, audience, clockToleranceSeconds: '60' }),
  ])
})

test('without a profile, the user has an id and the claims are JSON', () => {
  compileOnly(() => {
    const verifier = createVerifier({ issuer, audience })
    assertSameType<AuthOf<typeof verifier>, Auth<{ readonly id: string }, Claims>>()
    assertSameType<typeof verifier, Verifier<Auth<{ readonly id: string }, Claims>>>()
  })
})

test('toUser types the user, a machine being nobody', () => {
  compileOnly(() => {
    const verifier = createVerifier({ issuer, audience, toUser: toName })
    assertSameType<AuthOf<typeof verifier>['user'], { name: string } | undefined>()
    const profile = createVerifier(authgear(issuer))
    assertSameType<AuthOf<typeof profile>['user'], AuthgearUser | undefined>()
    // @ts-expect-error: a machine has no user
    return (auth: AuthOf<typeof verifier>): string => auth.user.name
  })
})

test('a schema types the claims', () => {
  compileOnly(() => {
    const zod = createVerifier({ issuer, audience, claims: z.object({ org: z.string() }) })
    assertSameType<AuthOf<typeof zod>['claims'], { org: string }>()
    const valibot = createVerifier({ issuer, audience, claims: v.object({ org: v.string() }) })
    assertSameType<AuthOf<typeof valibot>['claims'], { org: string }>()
    const profile = createVerifier(authgear(issuer, { claims: z.object({ org: z.string() }) }))
    assertSameType<AuthOf<typeof profile>['claims'], { org: string }>()
    assertSameType<AuthOf<typeof profile>['user'], AuthgearUser | undefined>()
    // @ts-expect-error: the schema knows no such claim
    return (auth: AuthOf<typeof zod>): unknown => auth.claims.tenant
  })
})

test('several issuers give the union of their callers', () => {
  compileOnly(() => {
    const verifier = createVerifier([
      authgear(issuer),
      { issuer: 'https://other.example', audience, claims: z.object({ org: z.string() }) },
    ])
    type Person = Auth<AuthgearUser, Claims>
    type Other = Auth<{ readonly id: string }, { org: string }>
    assertSameType<AuthOf<typeof verifier>, Person | Other>()
  })
})

test('a function of tenants types its callers, asynchronous or not', () => {
  compileOnly(() => {
    const options = { issuer, audience, toUser: () => ({ name: 'x' }) }
    const tenants = createVerifier((iss) => (iss === issuer ? options : undefined))
    assertSameType<AuthOf<typeof tenants>['user'], { name: string } | undefined>()
    const later = createVerifier(async (iss) => (iss === issuer ? options : undefined))
    assertSameType<AuthOf<typeof later>['user'], { name: string } | undefined>()
  })
})

test('authenticate has a caller unless it is optional', () => {
  compileOnly(async () => {
    const verifier = createVerifier({ issuer, audience })
    const { auth } = await verifier.authenticate({ headers: {} })
    const optional = await verifier.authenticate({ headers: {} }, { optional: true })
    assertSameType<typeof auth, AuthOf<typeof verifier>>()
    assertSameType<typeof optional.auth, AuthOf<typeof verifier> | undefined>()
    const result = await verifier.tryVerify('')
    // @ts-expect-error: a refusal has no caller
    return [result.auth]
  })
})

test('a route reads its own caller', () => {
  compileOnly((auth?: AuthOf<ReturnType<typeof verifierOfProfile>>) => {
    if (auth === undefined) return
    requireAccess(auth, { check: ({ user }) => user?.isVerified === true })
    // @ts-expect-error: the user has no such member
    requireAccess(auth, { check: ({ user }) => user?.isAdmin === true })
    // @ts-expect-error: a promise is no answer
    requireAccess(auth, { check: async () => true })
    // @ts-expect-error: what a verifier gave is frozen
    auth.scopes.push('admin')
    // @ts-expect-error: what a verifier gave is frozen
    auth.user = undefined
  })
})

function toName(): { name: string } | undefined {
  return undefined
}

function verifierOfProfile() {
  return createVerifier(authgear(issuer))
}

test('a source of keys needs only find', () => {
  compileOnly(() => {
    const source: KeySource = { find: () => [] }
    return createVerifier({ issuer, audience, keys: source })
  })
})
