import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { startCommand, until } from '../support/command.ts'
import { configFor } from '../support/gateway.ts'
import { freePort, isInstalled, startProgram, temporaryFolder } from '../support/program.ts'
import { answers, ASKED, startLoad } from '../support/load.ts'

const skip = !isInstalled('nginx') && 'nginx is not installed'

for (const workers of [1, 2]) {
  test(
    `loses no request of nginx when one of two gateways ends under load (${workers})`,
    { skip },
    async (t) => {
      const issuer = await createIssuer().listen({ port: 0 })
      t.after(() => issuer.close())
      const config = { ...configFor(issuer), log: { audit: false }, drainSeconds: 6 }
      const ending = await startCommand(t, config, { workers })
      const staying = await startCommand(t, config)
      const backend = await openBackend(t)
      const proxy = await startNginx(t, [ending.url, staying.url], backend)
      const token = await issuer.token({ user: 'alice' })
      const load = startLoad(proxy, () => ({ Authorization: `Bearer ${token}` }))
      await answers(load.outcomes, 500)
      const ended = ending.end()
      // Readiness tells it first, while requests are still taken.
      await until(async () => (await fetch(`${ending.health}/readyz`)).status === 503)
      const { status, headers } = await fetch(`${ending.url}/verify`, {
        headers: { ...ASKED, Authorization: `Bearer ${token}` },
      })
      assert.equal(status, 200)
      assert.equal(headers.get('connection'), 'close')
      assert.equal(await ended, 0)
      await answers(load.outcomes, 500)
      assert.deepEqual([...(await load.stop()).keys()], [200])
    },
  )
}

for (const workers of [1, 2]) {
  test(`breaks no connection that is in use, and tells on each that it is the last answer (${workers})`, async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    const config = { ...configFor(issuer), log: { audit: false }, drainSeconds: 4 }
    const gateway = await startCommand(t, config, { workers })
    const headers = { ...ASKED, Authorization: `Bearer ${await issuer.token({ user: 'alice' })}` }
    let count = 0
    // Each asks on its one connection, until it is told to go elsewhere.
    const clients = Array.from({ length: 16 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (let isLast = false; !isLast; count += 1) {
        const asking = get(`${gateway.url}/verify`, { agent, headers })
        const [response] = (await once(asking, 'response')) as [IncomingMessage]
        assert.equal(response.statusCode, 200)
        isLast = response.headers.connection === 'close'
        response.resume()
        await once(response, 'end')
      }
      agent.destroy()
    })
    await until(() => count > 500)
    const ended = gateway.end()
    await Promise.all(clients)
    assert.equal(await ended, 0)
  })
}

for (const workers of [1, 2]) {
  test(`resets no connection, whoever opens a new one for each request until none is taken (${workers})`, async (t) => {
    const issuer = await createIssuer().listen({ port: 0 })
    t.after(() => issuer.close())
    const config = { ...configFor(issuer), log: { audit: false }, drainSeconds: 2 }
    const gateway = await startCommand(t, config, { workers })
    const headers = { ...ASKED, Authorization: `Bearer ${await issuer.token({ user: 'alice' })}` }
    const outcomes = new Map<string, number>()
    const clients = Array.from({ length: 32 }, async () => {
      for (let outcome = ''; outcome !== 'ECONNREFUSED';) {
        outcome = await askOnce(`${gateway.url}/verify`, headers)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    })
    await until(() => (outcomes.get('200') ?? 0) > 200)
    assert.equal(await gateway.end(), 0)
    await Promise.all(clients)
    // Who is refused knows that nobody has the request, and asks elsewhere.
    assert.deepEqual([...outcomes.keys()].toSorted(), ['200', 'ECONNREFUSED'])
  })
}

/** One request on a connection of its own: the status, or the code of what broke. */
async function askOnce(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  try {
    const [response] = (await once(get(url, { agent: false, headers }), 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
    return String(response.statusCode)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}

test('answers what is under way, and refuses what comes after', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const token = await issuer.token({ user: 'alice' })
  issuer.breakPath('/oauth2/jwks', { delayMs: 1500 })
  const gateway = await startCommand(t, { ...configFor(issuer), drainSeconds: 4 })
  const answer = fetch(`${gateway.url}/verify`, { headers: { ...ASKED, Authorization: `Bearer ${token}` } })
  await until(async () => /gateway_connections 1/.test((await gateway.admin('/metrics')).text))
  const ended = gateway.end('SIGINT')
  assert.equal((await answer).status, 200)
  assert.equal(await ended, 0)
  await assert.rejects(fetch(`${gateway.url}/verify`))
})

test('ends in its time also where somebody holds a request open', async (t) => {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const gateway = await startCommand(t, { ...configFor(issuer), drainSeconds: 1 })
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET /verify HTTP/1.1\r\nHost: a\r\n')
  const startedAt = performance.now()
  assert.equal(await gateway.end(), 0)
  assert.ok(performance.now() - startedAt < 3_000)
})

async function openBackend(t: TestContext): Promise<string> {
  const server: Server = createServer((_, response) => response.end('ok'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function startNginx(t: TestContext, gateways: readonly string[], backend: string): Promise<string> {
  const folder = temporaryFolder(t)
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  upstream gateway {
    ${gateways.map((url) => `server ${new URL(url).host} max_fails=1 fail_timeout=1s;`).join('\n    ')}
    keepalive 32;
  }
  server {
    listen 127.0.0.1:${port};
    location / { auth_request /_gateway; proxy_pass http://${backend}; }
    location = /_gateway {
      internal;
      proxy_pass http://gateway/verify;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header X-Forwarded-Method $request_method;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Uri $request_uri;
      proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
}
`,
  )
  await startProgram(t, port, 'nginx', ['-c', file, '-p', folder])
  return `http://127.0.0.1:${port}`
}
