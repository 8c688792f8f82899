import { createIssuer } from '@tokenstile/issuer'
import { doesNotMatch, strictEqual } from 'node:assert'
import { suite, test } from 'node:test'
import { createApplication, REDIRECT_URI } from '../support/application.ts'

const FOREIGN = 'http://evil.example'
const issuer = createIssuer({
  users: [{ id: 'alice' }],
  clients: [
    { id: 'spa', redirectUris: [REDIRECT_URI] },
    { id: 'job', kind: 'm2m', secret: 'known', resources: { 'https://api.example': [] } },
  ],
})

async function askAsMachine(origin: string, headers: Record<string, string>): Promise<number> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'job',
    client_secret: 'known',
    resource: 'https://api.example',
  })
  return (await issuer.fetch(`${origin}/oauth2/token`, { method: 'POST', body, headers })).status
}

suite('a page that had its own name pointed at the issuer', () => {
  test('gets no token with a secret', async () => {
    const headers = { origin: FOREIGN, 'sec-fetch-site': 'same-origin' }
    strictEqual(await askAsMachine(FOREIGN, headers), 400)
    strictEqual(await askAsMachine(FOREIGN, { 'sec-fetch-site': 'same-origin' }), 400)
    strictEqual(await askAsMachine(FOREIGN, {}), 200)
    strictEqual(await askAsMachine(issuer.endpoint, { origin: issuer.endpoint }), 200)
  })

  test('does not see the people', async () => {
    const { search } = createApplication(issuer, 'spa').start()
    const response = await issuer.fetch(`${FOREIGN}/oauth2/authorize${search}`, { redirect: 'manual' })
    strictEqual(response.status, 400)
    doesNotMatch(await response.text(), /alice/)
  })
})
