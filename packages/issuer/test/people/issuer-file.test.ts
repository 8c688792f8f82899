import { createIssuer } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, match, rejects, strictEqual, throws } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'tokenstile-issuer-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
function write(text: string, ending = 'yaml'): string {
  const path = join(folder, `${(files += 1)}.${ending}`)
  writeFileSync(path, text)
  return path
}

const roles = 'https://authgear.com/claims/user/roles'
const PEOPLE = `
users:
  - id: alice
    roles: [admin]
    isVerified: true
    standardAttributes: { email: alice@example.com, name: Alice }
    customAttributes: { plan: pro }
  - id: guest
    isAnonymous: true
clients:
  - id: shop
    redirectUris: [https://shop.example/callback]
    accessTokenLifetimeSeconds: 300
`

suite('a file of users and clients', () => {
  test('in YAML says who there is', async () => {
    const issuer = createIssuer({ file: write(PEOPLE) })
    deepStrictEqual(
      issuer.users().map(({ id, isAnonymous, isVerified }) => [id, isAnonymous, isVerified]),
      [
        ['alice', false, true],
        ['guest', true, false],
      ],
    )
    const {
      iat = 0,
      exp,
      [roles]: found,
    } = decodeJwt(await issuer.token({ user: 'alice', clientId: 'shop' }))
    deepStrictEqual([found, exp], [['admin'], iat + 300])
  })

  test('in JSON says the same', () => {
    const file = write(JSON.stringify({ users: [{ id: 'alice', isDisabled: true }] }), 'json')
    deepStrictEqual(
      createIssuer({ file })
        .users()
        .map(({ id, isDisabled }) => [id, isDisabled]),
      [['alice', true]],
    )
  })

  test('is read again when it changes, without a restart', async () => {
    const file = write('users: [{ id: alice }]')
    const issuer = createIssuer({ file })
    deepStrictEqual(decodeJwt(await issuer.token({ user: 'alice' }))[roles], [])
    writeFileSync(file, 'users: [{ id: alice, roles: [boss] }, { id: bob }]')
    deepStrictEqual(decodeJwt(await issuer.token({ user: 'alice' }))[roles], ['boss'])
    deepStrictEqual(
      issuer.users().map(({ id }) => id),
      ['alice', 'bob'],
    )
  })

  test('that an edit broke gives no token and says why, until it is mended', async () => {
    const file = write('users: [{ id: alice }]')
    const issuer = createIssuer({ file })
    writeFileSync(file, 'users: [{ id: alice, rolls: [] }]')
    await rejects(issuer.token({ user: 'alice' }), /users\[0\]: 'rolls' is not an option; use id, /)
    const page = await issuer.fetch(`${issuer.endpoint}/oauth2/authorize?client_id=x`)
    strictEqual(page.status, 500)
    match(await page.text(), /'rolls' is not an option/)
    writeFileSync(file, 'users: [{ id: alice }]  # mended')
    strictEqual(decodeJwt(await issuer.token({ user: 'alice' })).sub, 'alice')
  })

  test('adds to the users that the options have, and wins over them', () => {
    const file = write('users: [{ id: alice, roles: [file] }, { id: bob }]')
    const issuer = createIssuer({ file, users: [{ id: 'alice', roles: ['option'] }, { id: 'carol' }] })
    deepStrictEqual(
      issuer.users().map(({ id, roles }) => [id, ...roles]),
      [['alice', 'file'], ['carol'], ['bob']],
    )
  })

  const mistakes: readonly (readonly [string, string, RegExp, string?])[] = [
    ['is no YAML', 'users: [', /cannot be read: /],
    ['is no JSON', '{"users": [}', /cannot be read: /, 'json'],
    ['is a list', '- id: alice', /options must be an object/],
    ['is empty', '', /options must be an object/],
    ['has an unknown part', 'people: []', /'people' is not an option; use users, clients/],
    ['has users that are no list', 'users: { id: alice }', /users must be an array/],
    ['has a user without id', 'users: [{ roles: [] }]', /users\[0\] must have an id/],
    ['has a user whose id is a number', 'users: [{ id: 7 }]', /users\[0\]: id must be a string/],
    ['has one id twice', 'users: [{ id: a }, { id: a }]', /two users have the id 'a'/],
    ['has a role that no role is', 'users: [{ id: a, roles: [a.b] }]', /users\[0\] roles must be role keys/],
    [
      'has an attribute that is not standard',
      'users: [{ id: a, standardAttributes: { plan: x } }]',
      /'plan' is not a standard attribute; put your own into customAttributes/,
    ],
    [
      'has an attribute of a wrong type',
      'users: [{ id: a, standardAttributes: { email_verified: yep } }]',
      /email_verified must be true or false/,
    ],
    ['has a client without id', 'clients: [{}]', /clients\[0\] must have an id/],
    ['has one client twice', 'clients: [{ id: a }, { id: a }]', /two clients have the id 'a'/],
    ['has an unknown kind of client', 'clients: [{ id: a, kind: x }]', /kind must be one of 'spa', 'native'/],
    ['has a machine without secret', 'clients: [{ id: a, kind: m2m }]', /kind m2m needs a secret/],
    [
      'has a machine that is redirected',
      'clients: [{ id: a, kind: m2m, secret: s, redirectUris: ["https://a/"] }]',
      /has nobody to redirect/,
    ],
    [
      'has a machine with the switch off',
      'clients: [{ id: a, kind: m2m, secret: s, issueJwtAccessToken: false }]',
      /always gets JWTs/,
    ],
    ['has a secret in a browser', 'clients: [{ id: a, secret: s }]', /kind spa cannot keep a secret/],
    [
      'has a redirect URI that is a script',
      'clients: [{ id: a, redirectUris: ["javascript:alert(1)"] }]',
      /absolute URI without fragment/,
    ],
    [
      'has a redirect URI with a fragment',
      'clients: [{ id: a, redirectUris: ["https://a/#x"] }]',
      /absolute URI without fragment/,
    ],
    [
      'has a relative redirect URI',
      'clients: [{ id: a, redirectUris: [/callback] }]',
      /absolute URI without fragment/,
    ],
    [
      'has resources for a first party',
      'clients: [{ id: a, resources: { "https://a": [] } }]',
      /kind spa cannot ask for a resource/,
    ],
    [
      'has a resource that is not https',
      'clients: [{ id: a, kind: m2m, secret: s, resources: { "http://a": [] } }]',
      /resource must be an https URI/,
    ],
  ]
  for (const [what, text, message, ending] of mistakes) {
    test(`that ${what} is refused when the issuer is made`, () => {
      throws(() => createIssuer({ file: write(text, ending) }), message)
    })
  }

  test('that is not there is refused by its name', () => {
    throws(
      () => createIssuer({ file: join(folder, 'nowhere.yaml') }),
      /nowhere.yaml cannot be opened; is the path right\?$/,
    )
  })
})
