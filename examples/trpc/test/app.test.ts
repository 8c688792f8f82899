import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { router } from '#app'

test('lets admins in, and nobody else', async () => {
  const issuer = createIssuer()
  const verifier = createVerifier(authgear(issuer.endpoint), { fetch: issuer.fetch })
  const call = async (roles: string[]) => {
    const auth = await verifier.verify(await issuer.token({ user: { id: 'alice', roles } }))
    return router.createCaller({ auth }).admin()
  }
  assert.equal(await call(['admin']), 'alice')
  await assert.rejects(call([]), { code: 'FORBIDDEN' })
})
