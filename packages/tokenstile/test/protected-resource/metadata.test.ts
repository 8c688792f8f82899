import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protectedResource, type ProtectedResourceOptions } from 'tokenstile/protected-resource'
import { assertConfigError } from '../support/refusals.ts'

const ISSUER = 'https://project.authgear.cloud'
const options: ProtectedResourceOptions = {
  resource: 'https://api.example/orders',
  authorizationServers: [ISSUER],
}

const ROOT = '/.well-known/oauth-protected-resource'
const PLACES: readonly (readonly [resource: string, metadataUrl: string])[] = [
  ['https://api.example', `https://api.example${ROOT}`],
  ['https://api.example/', `https://api.example${ROOT}`],
  ['https://api.example/mcp', `https://api.example${ROOT}/mcp`],
  ['https://api.example/mcp/', `https://api.example${ROOT}/mcp/`],
  ['https://api.example:8443/a/b%20c', `https://api.example:8443${ROOT}/a/b%20c`],
  ['http://localhost:3000/mcp', `http://localhost:3000${ROOT}/mcp`],
  ['http://127.0.0.1:3000', `http://127.0.0.1:3000${ROOT}`],
  ['http://[::1]:3000/mcp', `http://[::1]:3000${ROOT}/mcp`],
]

for (const [resource, metadataUrl] of PLACES) {
  test(`the metadata of ${resource} is between its host and its path, and repeats it letter by letter (checklist 56)`, () => {
    const made = protectedResource({ ...options, resource })
    assert.equal(made.metadataUrl, metadataUrl)
    assert.equal(made.path, new URL(metadataUrl).pathname)
    assert.equal(made.resource, resource)
    assert.equal(made.metadata.resource, resource)
    assert.equal((JSON.parse(made.answer('GET').body) as { resource: string }).resource, resource)
  })
}

test('the metadata holds what was given and nothing else (checklist 56)', () => {
  assert.deepEqual(JSON.parse(protectedResource(options).answer('GET').body), {
    resource: 'https://api.example/orders',
    authorization_servers: [ISSUER],
    bearer_methods_supported: ['header'],
  })
})

test('every member has the name of the specification (checklist 56, 58)', () => {
  const { metadata } = protectedResource({
    ...options,
    scopesSupported: ['read', 'write'],
    resourceName: 'Orders',
    resourceDocumentation: 'https://docs.example/orders?v=2#start',
    resourcePolicyUri: 'https://docs.example/policy',
    resourceTosUri: 'https://docs.example/terms',
    jwksUri: 'https://api.example/jwks',
    resourceSigningAlgValuesSupported: ['ES256'],
  })
  assert.deepEqual(metadata, {
    resource: 'https://api.example/orders',
    authorization_servers: [ISSUER],
    jwks_uri: 'https://api.example/jwks',
    scopes_supported: ['read', 'write'],
    bearer_methods_supported: ['header'],
    resource_signing_alg_values_supported: ['ES256'],
    resource_name: 'Orders',
    resource_documentation: 'https://docs.example/orders?v=2#start',
    resource_policy_uri: 'https://docs.example/policy',
    resource_tos_uri: 'https://docs.example/terms',
  })
})

test('nobody can change what is served', () => {
  const authorizationServers = [ISSUER]
  const made = protectedResource({ ...options, authorizationServers })
  const before = made.answer('GET').body
  authorizationServers.push('https://evil.example')
  for (const part of [
    made,
    made.metadata,
    made.metadata.authorization_servers,
    made.answer('GET'),
    made.answer('GET').headers,
  ]) {
    assert.ok(Object.isFrozen(part))
  }
  assert.equal(made.answer('GET').body, before)
  assert.deepEqual(made.metadata.authorization_servers, [ISSUER])
})

const WRONG: readonly (readonly [what: string, changes: object, option: string])[] = [
  ...[
    undefined,
    null,
    '',
    'orders',
    '/orders',
    'urn:orders',
    'http://api.example/orders',
    'http://localhost.example/orders',
    'ftp://api.example',
    'https://user@api.example',
    'https://user:secret@api.example',
    'https://api.example/orders#part',
    'https://api.example/orders#',
    'https://api.example/orders?a=b',
    'https://api.example/orders?',
    // What a parser would change: clients would ask for another one.
    'HTTPS://api.example/orders',
    'https://API.example/orders',
    'https://api.example:443/orders',
    'https://api.example/a/../orders',
    'https://api.example\\orders',
    ' https://api.example',
    'https://api.example/or\tders',
    'https://api.example/ä',
    ['https://api.example'],
    new URL('https://api.example'),
  ].map((resource) => [`a resource of ${String(resource)}`, { resource }, 'resource'] as const),
  ['no issuer', { authorizationServers: undefined }, 'authorizationServers'],
  ['an empty list of issuers', { authorizationServers: [] }, 'authorizationServers'],
  ['an issuer that is no list', { authorizationServers: ISSUER }, 'authorizationServers'],
  [
    'an issuer without TLS',
    { authorizationServers: [ISSUER, 'http://issuer.example'] },
    'authorizationServers[1]',
  ],
  [
    'an issuer with a query',
    { authorizationServers: ['https://issuer.example?a=b'] },
    'authorizationServers[0]',
  ],
  [
    'an issuer with a fragment',
    { authorizationServers: ['https://issuer.example#a'] },
    'authorizationServers[0]',
  ],
  ['an empty list of scopes', { scopesSupported: [] }, 'scopesSupported'],
  ['a scope with a space', { scopesSupported: ['read write'] }, 'scopesSupported[0]'],
  ['an empty name', { resourceName: '' }, 'resourceName'],
  ['documentation without TLS', { resourceDocumentation: 'http://docs.example' }, 'resourceDocumentation'],
  ['a policy that is no URL', { resourcePolicyUri: 'policy.html' }, 'resourcePolicyUri'],
  ['terms that are no URL', { resourceTosUri: 'javascript:alert(1)' }, 'resourceTosUri'],
  ['keys without TLS', { jwksUri: 'http://api.example/jwks' }, 'jwksUri'],
  [
    'the algorithm none',
    { resourceSigningAlgValuesSupported: ['ES256', 'none'] },
    'resourceSigningAlgValuesSupported',
  ],
  [
    'the algorithm none in capitals',
    { resourceSigningAlgValuesSupported: ['NONE'] },
    'resourceSigningAlgValuesSupported',
  ],
  ['a typo', { scopes: ['read'] }, 'scopes'],
]

for (const [what, changes, option] of WRONG) {
  test(`refuses, where the metadata is made, ${what} (checklist 56, 61)`, async () => {
    await assertConfigError(
      () => protectedResource({ ...options, ...changes }),
      `protectedResource.${option}`,
    )
  })
}

test('refuses options that are none (checklist 61)', async () => {
  for (const given of [undefined, null, 'https://api.example', [options]]) {
    await assertConfigError(() => protectedResource(given as never), 'protectedResource')
  }
})
