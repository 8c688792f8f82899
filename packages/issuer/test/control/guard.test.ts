import { createIssuer, type ListenOptions, type RunningIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, match, strictEqual } from 'node:assert'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { suite, test } from 'node:test'

async function withIssuer(
  options: ListenOptions,
  use: (issuer: RunningIssuer) => Promise<void>,
  endpoint?: string,
): Promise<void> {
  const issuer = await createIssuer(endpoint === undefined ? {} : { endpoint }).listen(options)
  try {
    await use(issuer)
  } finally {
    await issuer.close()
  }
}

/** Asks with headers that `fetch` would not let a program set. */
async function ask(
  issuer: RunningIssuer,
  headers: Record<string, string>,
  path = '/dev/token',
  method = 'POST',
): Promise<number | undefined> {
  const sent = request({ host: '127.0.0.1', port: issuer.port, path, method, headers })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

suite('the control plane on loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'issuer.localhost']) {
    test(`answers to the name ${host}`, async () => {
      await withIssuer({}, async (issuer) => {
        strictEqual(await ask(issuer, { host: `${host}:${issuer.port}` }), 200)
      })
    })
  }

  for (const host of ['attacker.example', 'localhost.attacker.example', '192.0.2.1', 'xlocalhost']) {
    test(`does not answer to the name ${host}, which rebinding may have brought here`, async () => {
      await withIssuer({}, async (issuer) => {
        strictEqual(await ask(issuer, { host: `${host}:${issuer.port}` }), 403)
        strictEqual(await ask(issuer, { host: `${host}:${issuer.port}` }, '/dev/', 'GET'), 403)
        strictEqual(await ask(issuer, { host: `${host}:${issuer.port}` }, '/oauth2/jwks', 'GET'), 200)
      })
    })
  }

  test('answers to the name of its endpoint', async () => {
    const endpoint = 'http://issuer:4000'
    await withIssuer(
      {},
      async (issuer) => strictEqual(await ask(issuer, { host: 'issuer:4000' }), 200),
      endpoint,
    )
  })

  for (const headers of [
    { origin: 'https://attacker.example' },
    { origin: 'http://localhost:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[]) {
    test(`does not answer a page with ${JSON.stringify(headers)}`, async () => {
      await withIssuer({}, async (issuer) => {
        strictEqual(await ask(issuer, { host: `localhost:${issuer.port}`, ...headers }), 403)
      })
    })
  }

  test('answers a page of its own origin', async () => {
    await withIssuer({}, async (issuer) => {
      const host = `localhost:${issuer.port}`
      strictEqual(await ask(issuer, { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }), 200)
    })
  })
})

suite('a control token', () => {
  test('that was chosen must be shown, over HTTP and not in the process', async () => {
    await withIssuer({ controlToken: 'open sesame'.replace(' ', '-') }, async (issuer) => {
      const host = `localhost:${issuer.port}`
      const statuses = [
        await ask(issuer, { host }),
        await ask(issuer, { host, authorization: 'Bearer open-sesam' }),
        await ask(issuer, { host, authorization: 'Bearer open-sesame' }),
        await ask(issuer, { host, authorization: 'Bearer open-sesame', origin: 'https://attacker.example' }),
      ]
      deepStrictEqual(statuses, [401, 401, 200, 403])
      strictEqual((await issuer.fetch(`${issuer.endpoint}/dev/faults`)).status, 200)
    })
  })

  test('is made where the issuer listens beyond loopback', async () => {
    const options = { host: '0.0.0.0', dangerouslyListenBeyondLoopback: true }
    await withIssuer(options, async (issuer) => {
      match(issuer.controlToken ?? '', /^[\w-]{43}$/)
      const host = `localhost:${issuer.port}`
      strictEqual(await ask(issuer, { host }), 401)
      strictEqual(await ask(issuer, { host, authorization: `Bearer ${issuer.controlToken}` }), 200)
      strictEqual(await ask(issuer, { host }, '/oauth2/jwks', 'GET'), 200)
    })
  })

  test('does not open the door to a foreign name; an address will do', async () => {
    const options = { host: '0.0.0.0', dangerouslyListenBeyondLoopback: true }
    await withIssuer(options, async (issuer) => {
      const authorization = `Bearer ${issuer.controlToken}`
      const statuses = []
      for (const host of ['attacker.example', '192.0.2.1', '[2001:db8::1]']) {
        statuses.push(await ask(issuer, { host: `${host}:${issuer.port}`, authorization }))
      }
      deepStrictEqual(statuses, [403, 200, 200])
    })
  })

  test('is not needed on loopback', async () => {
    await withIssuer({}, async (issuer) => strictEqual(issuer.controlToken, undefined))
  })
})
