import { createIssuer, type IssuerOptions, type TokenOptions } from '@tokenstile/issuer'
import { rejects, strictEqual, throws } from 'node:assert'
import { suite, test } from 'node:test'

const issuer = createIssuer()
const resource = 'https://api.example.com'

/** What a caller without types, or with a cast, may hand over. */
const untyped = <T>(value: unknown): T => value as T
const typeError = (message: string) => ({ name: 'TypeError', message })

suite('an option of a token that is refused by name', () => {
  const person =
    "'usr' is not an option; use user, client, clientId, scopes, resource, authTime, authTimeSecondsAgo"
  const refused: readonly (readonly [unknown, string])[] = [
    [null, 'token: options must be an object'],
    ['alice', 'token: options must be an object'],
    [{ usr: 'alice' }, `token: ${person}, amr, claims, omit, issuedAt, lifetimeSeconds, fault, forge`],
    [{ user: '' }, 'token: user must be a string that is not empty, or an object'],
    [{ user: null }, 'token: user must be a string that is not empty, or an object'],
    [{ user: {} }, 'token: user must have an id'],
    [{ user: { id: 7 } }, 'token: user: id must be a string that is not empty'],
    [{ user: { id: 'a', isVerified: 'yes' } }, 'token: user: isVerified must be true or false'],
    [
      { user: { id: 'a', roles: 'admin' } },
      'token: user: roles must be an array of strings that are not empty',
    ],
    [{ clientId: 7 }, 'token: clientId must be a string that is not empty'],
    [{ scopes: 'openid email' }, 'token: scopes must be an array of strings that are not empty'],
    [{ amr: [''] }, 'token: amr must be an array of strings that are not empty'],
    [{ issuedAt: '1' }, 'token: issuedAt must be a whole number of at least 0'],
    [{ issuedAt: 1.5 }, 'token: issuedAt must be a whole number of at least 0'],
    [{ authTimeSecondsAgo: -1 }, 'token: authTimeSecondsAgo must be a whole number of at least 0'],
    [{ authTime: Number.NaN }, 'token: authTime must be a whole number of at least 0'],
    [{ lifetimeSeconds: 0 }, 'token: lifetimeSeconds must be a whole number of at least 1'],
    [{ claims: [] }, 'token: claims must be an object'],
    [{ omit: ['sub'] }, "token: omit must be an array of 'auth_time', 'amr', 'scope', 'roles'"],
    [
      { authTime: 1, authTimeSecondsAgo: 1 },
      'token: authTime and authTimeSecondsAgo say the same thing; use one of them',
    ],
    [
      { user: 'a', client: { id: 'w', resource } },
      'token: user and client exclude each other; use one of them',
    ],
    [{ client: 'w' }, 'token for a client: client must be an object'],
    [{ client: { resource } }, 'token: client must have an id'],
    [{ client: { id: 'w' } }, 'token: client must have a resource; it is the API it calls'],
    [
      { client: { id: 'w', resource }, amr: [] },
      "token for a client: 'amr' is not an option; use client, issuedAt, lifetimeSeconds, fault, forge",
    ],
  ]
  for (const [options, message] of refused) {
    test(`${JSON.stringify(options)}: ${message}`, async () => {
      await rejects(issuer.token(untyped<TokenOptions>(options)), typeError(message))
    })
  }

  test('and one that is undefined counts as absent', async () => {
    const token = await issuer.token(
      untyped<TokenOptions>({ user: 'alice', client: undefined, amr: undefined }),
    )
    strictEqual(token.split('.').length, 3)
  })
})

suite('what Authgear could not issue is refused', () => {
  for (const role of ['stock.view', '1st', 'a b', 'r'.repeat(41)]) {
    test(`the role ${role}`, async () => {
      await rejects(
        issuer.token({ user: { id: 'a', roles: [role] } }),
        /^TypeError: token: user roles must be role keys; /,
      )
    })
  }

  for (const scope of ['openid email', 'say"', 'back\\slash', 'é']) {
    test(`the scope ${scope}`, async () => {
      await rejects(
        issuer.token({ scopes: [scope] }),
        /^TypeError: token: scopes must hold one scope in each string; /,
      )
    })
  }

  const uris = [
    'http://api.example.com',
    'api.example.com',
    'https://',
    'https://a?b',
    'https://a#b',
    'https://u:p@a',
  ]
  for (const uri of uris) {
    test(`the resource ${uri}`, async () => {
      const message = /^TypeError: token: resource must be an https URI; /
      await rejects(issuer.token({ resource: uri }), message)
      await rejects(issuer.token({ client: { id: 'w', resource: uri } }), message)
    })
  }

  for (const id of ['a b', 'j\u00fcrgen', 'a\nb', '😀']) {
    test(`the user id ${JSON.stringify(id)} and such an amr, which no header could carry`, async () => {
      await rejects(issuer.token({ user: id }), /user id must be printable ASCII without spaces/)
      await rejects(issuer.token({ user: { id } }), /user id must be printable ASCII without spaces/)
      await rejects(issuer.token({ amr: [id] }), /amr must hold printable ASCII without spaces/)
    })
  }

  test('a person’s token for a machine, and a first party’s for a resource', async () => {
    await rejects(
      issuer.token({ clientId: 'local-machine' }),
      /'local-machine' is a machine, which no person uses/,
    )
    await rejects(issuer.token({ clientId: 'local-app', resource }), /resource is for third-party clients/)
  })

  test('a user with attributes that JSON cannot carry', async () => {
    const user = { id: 'a', customAttributes: { since: new Date(0) } }
    await rejects(issuer.token({ user }), /attributes hold a value that JSON cannot carry/)
  })

  test('a hook that changes a claim', async () => {
    const changed = [
      { sub: 'bob' },
      { aud: ['https://elsewhere.example'] },
      { iss: 'x' },
      { exp: 9 },
      { scope: '' },
    ]
    for (const claims of changed) {
      const [name] = Object.keys(claims)
      const message = `token: claims may only add, and '${name}' is already there; use the option that sets it`
      await rejects(issuer.token({ claims }), typeError(message))
    }
  })

  test('a hook that adds what JSON cannot carry', async () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    for (const value of [undefined, Number.NaN, 1n, new Date(0), () => 0, { deep: undefined }, loop]) {
      const message = "token: claims has a value that JSON cannot carry; look at 'extra'"
      await rejects(issuer.token({ claims: { extra: value } }), typeError(message))
    }
  })
})

suite('an option of the issuer', () => {
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [
      { issuer: 'x' },
      /^createIssuer: 'issuer' is not an option; use endpoint, now, accessTokenLifetimeSeconds, users, /,
    ],
    [{ endpoint: 7 }, /^createIssuer: endpoint must be a string that is not empty$/],
    [{ endpoint: 'issuer.localhost' }, /^createIssuer: endpoint must be an http or https origin/],
    [{ endpoint: 'file:///x' }, /^createIssuer: endpoint must be an http or https origin/],
    [{ endpoint: 'https://a.example/path' }, /write 'https:\/\/a\.example'$/],
    [{ endpoint: 'https://a.example//' }, /write 'https:\/\/a\.example'$/],
    [{ endpoint: 'https://A.example' }, /write 'https:\/\/a\.example'$/],
    [{ endpoint: 'https://a.example:443' }, /write 'https:\/\/a\.example'$/],
    [{ endpoint: 'https://u:p@a.example' }, /write 'https:\/\/a\.example'$/],
    [{ endpoint: 'https://a.example?' }, /write 'https:\/\/a\.example'$/],
    [{ now: 7 }, /^createIssuer: now must be a function$/],
    [
      { accessTokenLifetimeSeconds: 0 },
      /^createIssuer: accessTokenLifetimeSeconds must be a whole number of at least 1$/,
    ],
  ]
  for (const [options, message] of refused) {
    test(`is refused by name: ${JSON.stringify(options)}`, () => {
      throws(() => createIssuer(untyped<IssuerOptions>(options)), { name: 'TypeError', message })
    })
  }

  test('endpoint may end in a slash, which is not part of it', () => {
    strictEqual(
      createIssuer({ endpoint: 'https://project.authgear.cloud/' }).endpoint,
      'https://project.authgear.cloud',
    )
  })

  test('now must return a number, or no token is minted', async () => {
    const message = 'createIssuer: now must return milliseconds, like Date.now'
    await rejects(createIssuer({ now: () => Number.NaN }).token(), typeError(message))
  })
})
