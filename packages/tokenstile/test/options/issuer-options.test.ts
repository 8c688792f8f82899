import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { assertConfigError } from '../support/refusals.ts'
import { issuerOptions } from '../support/tokens.ts'

/** What is wrong, the option that the error names, and a word of what it expects. */
type Row = readonly [what: string, changes: object, option: string, expects: RegExp]

const NOT_A_LIST: readonly (readonly [string, unknown])[] = [
  ['a number', 5],
  ['an object', {}],
  ['an empty list', []],
  ['null', null],
]

const NO_DURATION: readonly (readonly [string, unknown])[] = [
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a negative number', -1],
  ['text', '60'],
  ['null', null],
  ['a list', [60]],
]

const rows: readonly Row[] = [
  ['no issuer', { issuer: undefined }, 'issuer', /expected a string/],
  ['an empty issuer', { issuer: '' }, 'issuer', /expected a string that is not empty/],
  ['an issuer that is a RegExp', { issuer: /issuer/ }, 'issuer', /expected a string/],
  ['an issuer that is no URL', { issuer: 'issuer.example' }, 'issuer', /expected (an absolute URL|https)/],
  [
    'an issuer of another scheme',
    { issuer: 'ftp://issuer.example' },
    'issuer',
    /expected (an absolute URL|https)/,
  ],
  [
    'an issuer that is a script',
    { issuer: 'javascript:alert(1)' },
    'issuer',
    /expected (an absolute URL|https)/,
  ],
  ['an issuer with a fragment', { issuer: 'https://issuer.example#x' }, 'issuer', /fragment/],
  ['an issuer with an empty fragment', { issuer: 'https://issuer.example#' }, 'issuer', /fragment/],
  ['an issuer with a query', { issuer: 'https://issuer.example/?a=b' }, 'issuer', /query/],
  ['an issuer with an empty query', { issuer: 'https://issuer.example/?' }, 'issuer', /query/],
  ['an issuer with a user', { issuer: 'https://me@issuer.example' }, 'issuer', /without user/],
  ['an issuer with a password', { issuer: 'https://:word@issuer.example' }, 'issuer', /without user/],
  ['an issuer with a space before it', { issuer: ' https://issuer.example' }, 'issuer', /expected/],
  ['an issuer with a line break behind it', { issuer: 'https://issuer.example\n' }, 'issuer', /expected/],
  ['an http issuer elsewhere', { issuer: 'http://issuer.example' }, 'issuer', /expected https/],
  ['an http issuer that only begins like loopback', { issuer: 'http://127.evil.example' }, 'issuer', /https/],
  ['an http issuer that only ends like loopback', { issuer: 'http://notlocalhost' }, 'issuer', /https/],
  ['an http issuer named after localhost', { issuer: 'http://localhost.example' }, 'issuer', /https/],
  ['an http issuer on a private network', { issuer: 'http://10.0.0.1' }, 'issuer', /expected https/],
  ['a missing audience', { audience: undefined }, 'audience', /is required.*null/],
  ['an empty audience', { audience: '' }, 'audience', /not empty/],
  ['an empty list of audiences', { audience: [] }, 'audience', /at least one string/],
  ['an audience that is a number', { audience: 5 }, 'audience', /list/],
  ['an audience that is a RegExp', { audience: /api/ }, 'audience', /list/],
  ['an empty audience in a list', { audience: ['https://api.example', ''] }, 'audience[1]', /not empty/],
  ['the algorithm none', { algorithms: ['none'] }, 'algorithms', /none and HS\* are never allowed/],
  ['a symmetric algorithm', { algorithms: ['RS256', 'HS256'] }, 'algorithms', /never allowed/],
  ['an algorithm in lower case', { algorithms: ['rs256'] }, 'algorithms', /expected names among/],
  ['an algorithm of encryption', { algorithms: ['RSA-OAEP'] }, 'algorithms', /expected names among/],
  ['a type that is a number', { types: [5] }, 'types[0]', /expected a string/],
  ['an empty type', { types: ['JWT', ''] }, 'types[1]', /not empty/],
  ['a type outside a list', { types: 'JWT' }, 'types', /expected a list/],
  ['no types', { types: [] }, 'types', /expected a list/],
  ['a kind without a claim', { kind: { value: 'x' } }, 'kind.claim', /expected a string/],
  ['a kind without a value', { kind: { claim: 'x' } }, 'kind.value', /a string, a number or a boolean/],
  ['a kind of any value', { kind: { claim: 'x', value: null } }, 'kind.value', /a string/],
  [
    'a kind with a typo',
    { kind: { claim: 'x', valeu: 'y' } },
    'kind.valeu',
    /is not an option here; options are/,
  ],
  ['a kind that is text', { kind: 'token_use=access' }, 'kind', /expected an object/],
  ['required claims that are text', { requiredClaims: 'sub' }, 'requiredClaims', /expected a list/],
  ['a required claim that is a number', { requiredClaims: ['sub', 1] }, 'requiredClaims[1]', /string/],
  ['too great a tolerance', { clockToleranceSeconds: 301 }, 'clockToleranceSeconds', /from 0 to 300/],
  ['a greatest age of nothing', { maxTokenAgeSeconds: 0 }, 'maxTokenAgeSeconds', /seconds from 1/],
  ['a greatest lifetime of nothing', { maxLifetimeSeconds: 0 }, 'maxLifetimeSeconds', /seconds from 1/],
  ['client ids that are text', { clientIds: 'app' }, 'clientIds', /expected a list/],
  ['an empty client id', { clientIds: [''] }, 'clientIds[0]', /not empty/],
  ['a schema that is none', { claims: {} }, 'claims', /Standard Schema/],
  ['a schema that is null', { claims: null }, 'claims', /Standard Schema/],
  ['a schema of another version', { claims: { '~standard': { version: 2 } } }, 'claims', /version 1/],
  ['a schema without a function', { claims: { '~standard': { version: 1 } } }, 'claims', /Standard Schema/],
  ['toUser that is no function', { toUser: 'sub' }, 'toUser', /expected a function/],
  ['toScopes that is no function', { toScopes: ['read'] }, 'toScopes', /expected a function/],
  ['toRoles that is no function', { toRoles: {} }, 'toRoles', /expected a function/],
  ['hosts without TLS that are text', { dangerouslyAllowHttpFor: 'x' }, 'dangerouslyAllowHttpFor', /list/],
  ['a URL for a host', { dangerouslyAllowHttpFor: ['http://issuer'] }, 'dangerouslyAllowHttpFor[0]', /host/],
  ['a path behind a host', { dangerouslyAllowHttpFor: ['issuer/'] }, 'dangerouslyAllowHttpFor[0]', /host/],
  ['an unknown option', { verify: false }, 'verify', /is not an option here; options are issuer, audience/],
  ['a setting among the issuer options', { cache: false }, 'cache', /is not an option/],
  ['a plural', { audiences: 'x' }, 'audiences', /is not an option here; options are/],
  ['another case', { clientids: ['x'] }, 'clientids', /is not an option here; options are/],
  ...['algorithms', 'clientIds', 'dangerouslyAllowHttpFor'].flatMap((name) =>
    NOT_A_LIST.filter(([, value]) => !(name === 'algorithms' && value === null)).map(([what, value]): Row => [
      `${name} that is ${what}`,
      { [name]: value },
      name,
      /at least one string/,
    ]),
  ),
  ...['clockToleranceSeconds', 'maxTokenAgeSeconds', 'maxLifetimeSeconds'].flatMap((name) =>
    NO_DURATION.map(([what, value]): Row => [
      `${name} of ${what}`,
      { [name]: value },
      name,
      /expected a number of seconds/,
    ]),
  ),
]

for (const [what, changes, option, expects] of rows) {
  test(`refuses at construction ${what} (checklist 61)`, async () => {
    const error = await assertConfigError(() => createVerifier({ ...issuerOptions(), ...changes }), option)
    assert.match(error.message, expects)
    assert.match(error.message, /[^.]$/)
  })
}

for (const given of [undefined, null, 'https://issuer.example', 5]) {
  test(`refuses ${String(given)} in the place of issuer options (checklist 61)`, async () => {
    await assertConfigError(() => createVerifier(given as never), 'options')
  })
}

test('names the entry of a list that is wrong (checklist 61)', async () => {
  const wrong = { ...issuerOptions(), audience: [] }
  await assertConfigError(() => createVerifier([issuerOptions(), wrong]), 'issuers[1].audience')
  await assertConfigError(() => createVerifier([issuerOptions(), 5 as never]), 'issuers[1]')
  await assertConfigError(
    () => createVerifier([issuerOptions(), { ...wrong, typ: [] } as never]),
    'issuers[1].typ',
  )
})

test('refuses a list without an issuer (checklist 61)', async () => {
  await assertConfigError(() => createVerifier([]), 'issuers')
})

const loopback = ['localhost', 'issuer.localhost', '127.0.0.1', '127.1', '[::1]', '2130706433', '0x7f.0.0.1']
for (const host of loopback) {
  test(`takes http for the loopback host ${host} (checklist 35, 42)`, () => {
    const verifier = createVerifier(issuerOptions({ issuer: `http://${host}:4000` }))
    assert.equal(verifier.health().issuers[0]?.insecure, false)
  })
}

test('takes http for a host that was listed, and says that it is insecure (checklist 35)', () => {
  const options = issuerOptions({ issuer: 'http://issuer:4000' })
  const verifier = createVerifier({ ...options, dangerouslyAllowHttpFor: ['issuer:4000'] })
  assert.equal(verifier.health().issuers[0]?.insecure, true)
  createVerifier({ ...options, dangerouslyAllowHttpFor: ['issuer'] })
})

test('an https issuer is not insecure, also where its host is listed (checklist 35)', () => {
  const options = issuerOptions({ dangerouslyAllowHttpFor: ['issuer.example'] })
  assert.equal(createVerifier(options).health().issuers[0]?.insecure, false)
})

test('takes http for a listed host only (checklist 35)', async () => {
  const options = issuerOptions({
    issuer: 'http://issuer:4000',
    dangerouslyAllowHttpFor: ['issuer:5000', 'suer'],
  })
  await assertConfigError(() => createVerifier(options), 'issuer')
})

test('does not repeat what came: it may be a secret (checklist 60)', async () => {
  for (const changes of [
    { issuer: 'secret-issuer' },
    { algorithms: ['secret-alg'] },
    { clockToleranceSeconds: 'secret' },
  ]) {
    const build = (): unknown => createVerifier({ ...issuerOptions(), ...(changes as object) })
    const error = await assertConfigError(build, Object.keys(changes)[0] as string)
    assert.doesNotMatch(`${error.stack}`.split('\n')[0] ?? '', /secret/)
  }
})
