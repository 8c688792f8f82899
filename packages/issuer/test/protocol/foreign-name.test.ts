import { createIssuer } from '@tokenstile/issuer'
import { doesNotMatch, strictEqual } from 'node:assert'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
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

/** Asks over HTTP with headers that `fetch` would not let a program set. */
async function ask(path: string, headers: Record<string, string>, body?: URLSearchParams) {
  const running = await issuer.listen({ port: 0 })
  try {
    const method = body === undefined ? 'GET' : 'POST'
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const sent = request({
      host: '127.0.0.1',
      port: running.port,
      path,
      method,
      headers: { ...type, ...headers },
    })
    sent.end(body?.toString())
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return { status: response.statusCode, text: await textOf(response) }
  } finally {
    await running.close()
  }
}

const askAsMachine = async (headers: Record<string, string>) =>
  (
    await ask(
      '/oauth2/token',
      headers,
      new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'job',
        client_secret: 'known',
        resource: 'https://api.example',
      }),
    )
  ).status

suite('a page that had its own name pointed at the issuer', () => {
  test('gets no token with a secret', async () => {
    const host = 'evil.example'
    const own = 'sec-fetch-site'
    strictEqual(await askAsMachine({ host, origin: FOREIGN, [own]: 'same-origin' }), 400)
    strictEqual(await askAsMachine({ host, [own]: 'same-origin' }), 400)
    strictEqual(await askAsMachine({ host }), 200)
    strictEqual(await askAsMachine({ host: 'localhost', origin: 'http://localhost' }), 200)
  })

  test('does not see the people', async () => {
    const { pathname, search } = createApplication(issuer, 'spa').start()
    const { status, text } = await ask(pathname + search, { host: 'evil.example' })
    strictEqual(status, 400)
    doesNotMatch(text, /alice/)
  })
})
