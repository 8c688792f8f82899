import { createIssuer } from '@tokenstile/issuer'
import { deepStrictEqual } from 'node:assert'
import { test } from 'node:test'

test('a request for the keys that the fault jku points to is in the log: somebody followed a token', async () => {
  const issuer = createIssuer()
  const token = await issuer.token({ user: 'alice', fault: 'jku' })
  const { jku } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    jku: string
  }
  deepStrictEqual(issuer.requests(), [])
  await (await issuer.fetch(jku)).text()
  deepStrictEqual(
    issuer.requests().map(({ path, status }) => [path, status]),
    [['/dev/faults/jwks', 200]],
  )
})
