import { createIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { askUserinfo, createApplication, REDIRECT_URI } from '../support/application.ts'

/** An issuer whose hook lets the next token go only after what `during` was given has happened. */
function createSlow() {
  let meanwhile: (() => unknown) | undefined
  const issuer = createIssuer({
    clients: [{ id: 'spa', redirectUris: [REDIRECT_URI] }],
    users: [{ id: 'alice', roles: ['reader'] }],
    hooks: {
      'oidc.jwt.pre_create': async () => {
        const now = meanwhile
        meanwhile = undefined
        await now?.()
        return { is_allowed: true }
      },
    },
  })
  const app = createApplication(issuer, 'spa')
  const getCode = async () => (await app.browser.logIn(app.start(), 'alice')).searchParams.get('code') ?? ''
  return { issuer, app, getCode, during: (action: () => unknown) => void (meanwhile = action) }
}

suite('while a hook is waited for', () => {
  test('a code that is used again ends the tokens that are being made', async () => {
    const { app, getCode, during } = createSlow()
    const code = await getCode()
    during(() => app.exchange(code))
    const { error, access_token } = await app.exchange(code)
    deepStrictEqual([error, access_token], ['invalid_grant', undefined])
  })

  test('a refresh token that is used again ends the tokens that are being made, and those before', async () => {
    const { issuer, app, getCode, during } = createSlow()
    const first = await app.exchange(await getCode())
    during(() => app.refresh(first.refresh_token))
    strictEqual((await app.refresh(first.refresh_token)).error, 'invalid_grant')
    strictEqual((await askUserinfo(issuer, first.access_token)).status, 401)
  })

  test('a user who is disabled gets no tokens', async () => {
    const { issuer, app, getCode, during } = createSlow()
    const code = await getCode()
    during(() => issuer.disableUser('alice'))
    strictEqual((await app.exchange(code)).error, 'invalid_grant')
  })
})

test('a hook that writes into its event changes nobody', async () => {
  const issuer = createIssuer({
    users: [{ id: 'alice', roles: ['reader'] }],
    hooks: {
      'oidc.jwt.pre_create': ({ payload }) => {
        ;(payload.user['roles'] as string[]).push('admin')
        return { is_allowed: true }
      },
    },
  })
  await issuer.token({ user: 'alice' })
  deepStrictEqual(issuer.users()[0]?.roles, ['reader'])
})

test('users stay as they were given, whatever becomes of the caller’s lists', () => {
  const roles = ['reader']
  const issuer = createIssuer({ users: [{ id: 'alice', roles }] })
  roles.push('admin')
  deepStrictEqual(issuer.users()[0]?.roles, ['reader'])
  strictEqual(Object.isFrozen(issuer.users()[0]?.roles), true)
})
