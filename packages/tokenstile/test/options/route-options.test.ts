import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, requireAccess, AuthError, toResponse } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'
import { assertConfigError } from '../support/refusals.ts'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

type Row = readonly [what: string, given: unknown, option: string, expects: RegExp]

const lists = ['scopes', 'anyScope', 'roles', 'anyRole', 'acr', 'amr']
const requirements: readonly Row[] = [
  ['a requirement that is null', null, 'requirement', /expected an object/],
  ['a requirement that is a list', ['read'], 'requirement', /expected an object/],
  ['an unknown demand', { admin: true }, 'requirement.admin', /is not an option/],
  ['a typo', { scope: ['read'] }, 'requirement.scope', /is not an option here; options are/],
  ...['user', 'registeredUser', 'verifiedUser'].flatMap((name) =>
    [false, 'yes', null, 1].map((value): Row => [
      `${name} of ${String(value)}`,
      { [name]: value },
      `requirement.${name}`,
      /expected true; leave it out/,
    ]),
  ),
  ...lists.flatMap((name): Row[] => [
    [`${name} that is text`, { [name]: 'x' }, `requirement.${name}`, /at least one string/],
    [`${name} that is empty`, { [name]: [] }, `requirement.${name}`, /at least one string/],
    [`${name} that is null`, { [name]: null }, `requirement.${name}`, /at least one string/],
    [`${name} with an empty item`, { [name]: ['x', ''] }, `requirement.${name}[1]`, /not empty/],
  ]),
  // A challenge carries these: what could end its quoted string or add a second value is refused.
  ...['scopes', 'anyScope', 'acr'].flatMap((name) =>
    ['a b', 'a"b', 'a\\b', 'a\r\nb', 'é'].map((text): Row => [
      `${name} of ${JSON.stringify(text)}`,
      { [name]: [text] },
      `requirement.${name}[0]`,
      /printable ASCII/,
    ]),
  ),
  ...[NaN, Infinity, -1, '300', null].map((value): Row => [
    `a login's age of ${typeof value} ${String(value)}`,
    { maxAuthAgeSeconds: value },
    'requirement.maxAuthAgeSeconds',
    /expected a number of seconds/,
  ]),
  ['a check that is true', { check: true }, 'requirement.check', /expected a function/],
]

for (const [what, given, option, expects] of requirements) {
  test(`refuses, where a route is built, ${what} (checklist 39, 61)`, async () => {
    const error = await assertConfigError(() => authorize(given as never), option)
    assert.match(error.message, expects)
  })
}

test('requireAccess refuses a wrong requirement before it looks at the caller (checklist 61)', async () => {
  const auth = await createVerifier(issuerOptions(), { now }).verify(buildToken())
  await assertConfigError(() => requireAccess(auth, { scope: ['read'] } as never), 'requirement.scope')
})

const endpoint = 'https://project.authgear.cloud'
const profiles: readonly (readonly [what: string, build: () => unknown, option: string])[] = [
  ['no endpoint', () => authgear(undefined as never), 'endpoint'],
  ['an empty endpoint', () => authgear(''), 'endpoint'],
  ['options that are null', () => authgear(endpoint, null as never), 'authgear'],
  ['options that are text', () => authgear(endpoint, 'x' as never), 'authgear'],
  ['an audience', () => authgear(endpoint, { audience: 'x' } as never), 'authgear.audience'],
  ['a typo', () => authgear(endpoint, { resources: 'x' } as never), 'authgear.resources'],
  ['algorithms', () => authgear(endpoint, { algorithms: ['ES256'] } as never), 'authgear.algorithms'],
  ['an empty resource', () => authgear(endpoint, { resource: '' }), 'authgear.resource'],
  ['a resource that is a list', () => authgear(endpoint, { resource: ['x'] as never }), 'authgear.resource'],
  [
    'a wrong tolerance',
    () => createVerifier(authgear(endpoint, { clockToleranceSeconds: NaN })),
    'clockToleranceSeconds',
  ],
  ['an http endpoint', () => createVerifier(authgear('http://project.authgear.cloud')), 'issuer'],
  ['wrong keys', () => createVerifier(authgear(endpoint, { keys: { ttl: 5 } as never })), 'keys.ttl'],
]

for (const [what, build, option] of profiles) {
  test(`refuses, for an Authgear project, ${what} (checklist 61)`, async () => {
    await assertConfigError(build, option)
  })
}

const answers: readonly Row[] = [
  ['options that are null', null, 'authenticate', /expected an object/],
  ['an unknown option', { required: false }, 'authenticate.required', /is not an option/],
  ['a typo', { optionall: true }, 'authenticate.optionall', /is not an option here; options are/],
  ['optional that is text', { optional: 'false' }, 'authenticate.optional', /expected true or false/],
  ['optional that is null', { optional: null }, 'authenticate.optional', /expected true or false/],
  ['onRefused that is no function', { onRefused: true }, 'authenticate.onRefused', /expected a function/],
  ['a realm that is a number', { realm: 5 }, 'authenticate.realm', /printable ASCII/],
  ['a realm with a quote', { realm: 'a"b' }, 'authenticate.realm', /without quotes/],
  ['a realm with a backslash', { realm: 'a\\b' }, 'authenticate.realm', /backslashes/],
  ['a realm with a line break', { realm: 'a\r\nSet-Cookie: b' }, 'authenticate.realm', /printable ASCII/],
  [
    'a relative address of metadata',
    { resourceMetadata: '/x' },
    'authenticate.resourceMetadata',
    /absolute URL/,
  ],
  ['an address with a quote', { resourceMetadata: 'https://a"b' }, 'authenticate.resourceMetadata', /quotes/],
  ['scopes that are text', { scopes: 'read' }, 'authenticate.scopes', /at least one string/],
  ['scopes that are empty', { scopes: [] }, 'authenticate.scopes', /at least one string/],
  ['a scope with a space', { scopes: ['read write'] }, 'authenticate.scopes[0]', /without spaces/],
  ['a scope with a quote', { scopes: ['read', 'a"b'] }, 'authenticate.scopes[1]', /quotes/],
]

for (const [what, options, option, expects] of answers) {
  test(`refuses, where authenticate is built, ${what} (checklist 34, 61)`, async () => {
    const error = await assertConfigError(
      () => authenticate(createVerifier(issuerOptions()), options as never),
      option,
    )
    assert.match(error.message, expects)
  })
}

test('authenticate refuses what is no verifier (checklist 61)', async () => {
  await assertConfigError(() => authenticate({} as never), 'verifier')
})

for (const [what, options, path] of answers.filter(([, , option]) =>
  /realm|resourceMetadata|scopes/.test(option),
)) {
  test(`toResponse refuses ${what} (checklist 34, 61)`, async () => {
    const option = path.replace('authenticate.', '')
    await assertConfigError(() => toResponse(new AuthError('missing_token'), options as never), option)
  })
}
