import { createIssuer, type ListenOptions, type RunningIssuer } from '@tokenstile/issuer'
import { decodeJwt } from 'jose'
import { deepStrictEqual, rejects, strictEqual } from 'node:assert'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { suite, test } from 'node:test'
import { fetchedJson } from './fetched-json.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
)
const statusAt = async (origin: string) => (await fetch(`${origin}/oauth2/jwks`)).status

async function running(
  use: (issuer: RunningIssuer) => Promise<void>,
  options?: ListenOptions,
  endpoint?: string,
) {
  const issuer = await createIssuer(endpoint === undefined ? {} : { endpoint }).listen(options)
  try {
    await use(issuer)
  } finally {
    await issuer.close()
  }
}

/** A foreign server on an address: a free port there, taken by somebody else. */
async function takenPort(host: string, use: (port: number) => Promise<void>) {
  const server = createServer().listen({ host, port: 0 })
  await once(server, 'listening')
  const address = server.address()
  try {
    await use(typeof address === 'object' && address !== null ? address.port : 0)
  } finally {
    server.close()
    await once(server, 'close')
  }
}

suite('a running issuer', () => {
  test('becomes localhost with its port, as endpoint, issuer and audience', async () => {
    await running(async (issuer) => {
      strictEqual(issuer.endpoint, `http://localhost:${issuer.port}`)
      const { iss, aud } = decodeJwt(await issuer.token())
      deepStrictEqual([iss, aud], [issuer.endpoint, [issuer.endpoint]])
    })
  })

  test('is reached by name and by address', async () => {
    await running(async ({ endpoint, port }) => {
      strictEqual(await statusAt(endpoint), 200)
      strictEqual(await statusAt(`http://127.0.0.1:${port}`), 200)
      if (hasIpv6) strictEqual(await statusAt(`http://[::1]:${port}`), 200)
    })
  })

  test('answers its own endpoint in-process too', async () => {
    await running(async (issuer) => {
      strictEqual((await issuer.fetch(`${issuer.endpoint}/oauth2/jwks`)).status, 200)
      await rejects(issuer.fetch('http://issuer.localhost/oauth2/jwks'), TypeError)
    })
  })

  test('keeps the endpoint it was given', async () => {
    const endpoint = 'https://project.authgear.cloud'
    await running(
      async (issuer) => {
        strictEqual(issuer.endpoint, endpoint)
        const response = await fetch(`http://localhost:${issuer.port}/.well-known/openid-configuration`)
        strictEqual((await fetchedJson(response)).jwks_uri, `${endpoint}/oauth2/jwks`)
      },
      {},
      endpoint,
    )
  })

  test('leaves the issuer it came from as it was', async () => {
    const issuer = createIssuer()
    const opened = await issuer.listen()
    await opened.close()
    strictEqual(issuer.endpoint, 'http://issuer.localhost')
  })

  test('leaves the global Request and Response alone', async () => {
    const { Request, Response } = globalThis
    await running(async () => {
      strictEqual(globalThis.Request, Request)
      strictEqual(globalThis.Response, Response)
    })
  })

  for (const [host, name] of [
    ['localhost', 'localhost'],
    ['127.1', 'localhost'],
    ...(process.platform === 'linux' ? [['127.0.0.2', '127.0.0.2']] : []),
    ...(hasIpv6 ? [['0:0:0:0:0:0:0:1', '[::1]']] : []),
  ] as [string, string][]) {
    test(`may listen on ${host}, and its endpoint is there`, async () => {
      await running(
        async ({ endpoint, port }) => {
          strictEqual(endpoint, `http://${name}:${port}`)
          strictEqual(await statusAt(endpoint), 200)
        },
        { host },
      )
    })
  }

  test('frees its port when closed, also twice and with a connection kept alive', async () => {
    const issuer = await createIssuer().listen()
    strictEqual(await statusAt(issuer.endpoint), 200)
    await Promise.all([issuer.close(), issuer.close()])
    await issuer.close()
    await rejects(statusAt(issuer.endpoint), TypeError)
    await running(async ({ port }) => strictEqual(port, issuer.port), { port: issuer.port })
  })
})

const sentence = (port: number) => ({
  name: 'Error',
  message: `port ${port} is already taken; choose another, or leave port out to get a free one`,
})

suite('a port that is taken', () => {
  test('is named', async () => {
    await running(({ port }) => rejects(createIssuer().listen({ port }), sentence(port)))
  })

  test(
    'on one of the two loopback addresses is taken, and the other one is left free',
    { skip: !hasIpv6 },
    async () => {
      await takenPort('::1', async (port) => {
        await rejects(createIssuer().listen({ port }), sentence(port))
        const server = createServer().listen({ host: '127.0.0.1', port })
        await once(server, 'listening')
        server.close()
      })
    },
  )
})
