import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { startServer } from './started-server.ts'

const MCP_URL = 'https://mcp.example.com/mcp'

let issuer: RunningIssuer
before(async () => (issuer = await createIssuer().listen()))
after(() => issuer.close())

/** How each server of this example calls a machine. */
const MACHINES = { server: 'a machine', 'server-1': 'client_id_worker' }

for (const [name, machine] of Object.entries(MACHINES)) {
  test(`${name}: the official client calls a tool that knows who is calling`, async (t) => {
    const origin = await startServer(t, name, { endpoint: issuer.endpoint, url: MCP_URL })
    const connect = async (token?: string): Promise<Client> => {
      const client = new Client({ name: 'a client', version: '1.0.0' })
      t.after(() => client.close())
      await client.connect(
        new StreamableHTTPClientTransport(new URL(MCP_URL), {
          authProvider: { token: async () => token },
          // As a proxy in front of the server would.
          fetch: (url, init) => fetch(String(url).replace(new URL(MCP_URL).origin, origin), init),
        }),
      )
      return client
    }
    const whoami = async (token: string): Promise<unknown> =>
      (await (await connect(token)).callTool({ name: 'whoami', arguments: {} })).content

    const alice = await issuer.token({ user: 'alice', resource: MCP_URL, scopes: ['notes:read'] })
    assert.deepEqual(await whoami(alice), [{ type: 'text', text: 'alice by dcrc_local-app' }])
    const worker = { id: 'worker', resource: MCP_URL, scopes: ['notes:read'] }
    assert.deepEqual(await whoami(await issuer.token({ client: worker })), [
      { type: 'text', text: `${machine} by worker` },
    ])

    const refused: readonly (readonly [token: string | undefined, status: number])[] = [
      [undefined, 401],
      [await issuer.token({ user: 'alice' }), 401],
      [await issuer.token({ user: 'alice', resource: MCP_URL, fault: 'expired' }), 401],
      [await issuer.token({ user: 'alice', resource: MCP_URL }), 403],
    ]
    for (const [token, status] of refused) {
      const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` })
      const response = await fetch(`${origin}/mcp`, { method: 'POST', headers })
      assert.equal(response.status, status)
      await assert.rejects(() => connect(token))
    }
  })

  test(`${name}: a client without a token is told where to get one`, async (t) => {
    const origin = await startServer(t, name, { endpoint: issuer.endpoint, url: MCP_URL })
    const response = await fetch(`${origin}/mcp`, { method: 'POST' })
    assert.equal(
      response.headers.get('www-authenticate'),
      'Bearer scope="notes:read", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"',
    )
    const metadata = await fetch(`${origin}/.well-known/oauth-protected-resource/mcp`)
    assert.deepEqual(await metadata.json(), {
      resource: MCP_URL,
      authorization_servers: [issuer.endpoint],
      bearer_methods_supported: ['header'],
    })
  })
}
