import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { startCommand, until, type RunningCommand } from '../support/command.ts'
import { configFor, openScene } from '../support/gateway.ts'
import { ASKED } from '../support/load.ts'

const HEAD = Object.entries({ Host: 'gateway', ...ASKED })
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

/** A raw connection, and what came back on it. */
async function dial(url: string): Promise<{ readonly socket: Socket; readonly received: () => string }> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => (text += part))
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, received: () => text }
}

async function startQuietly(
  t: TestContext,
  workers = 1,
): Promise<{ gateway: RunningCommand; token: string }> {
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const gateway = await startCommand(t, configFor(issuer), { workers })
  return { gateway, token: await issuer.token({ user: 'alice' }) }
}

test('answers as before while ten thousand connections do nothing, or as many as this machine lets', async (t) => {
  const { gateway, token } = await startQuietly(t)
  const limit = Number(execFileSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }))
  const goal = Math.min(10_000, (Number.isNaN(limit) ? 10_000 : limit) - 500)
  t.diagnostic(`${goal} idle connections; ulimit -n is ${limit}`)
  const { hostname, port } = new URL(gateway.url)
  const idle: Socket[] = []
  t.after(() => idle.forEach((socket) => socket.destroy()))
  while (idle.length < goal) {
    const some = Array.from({ length: Math.min(250, goal - idle.length) }, async () => {
      const socket = connect(Number(port), hostname)
      idle.push(socket)
      socket.on('error', () => {})
      await once(socket, 'connect')
      // A whole request, after which the connection is kept.
      socket.write(`GET /verify HTTP/1.1\r\n${HEAD}\r\n`)
      const [answer] = (await once(socket, 'data')) as [Buffer]
      assert.match(answer.toString('latin1'), /^HTTP\/1\.1 401 /)
    })
    await Promise.all(some)
  }
  const open = async (): Promise<number> =>
    Number(/gateway_connections (\d+)/.exec((await gateway.admin('/metrics')).text)?.[1])
  assert.ok((await open()) >= goal)
  const headers = { ...ASKED, Authorization: `Bearer ${token}` }
  const startedAt = performance.now()
  for (let count = 0; count < 50; count += 1) {
    assert.equal((await fetch(`${gateway.url}/verify`, { headers })).status, 200)
  }
  assert.ok(performance.now() - startedAt < 2_000)
})

for (const workers of [1, 2]) {
  test(`lets nobody hold a connection with a request that never ends, and answers others meanwhile (${workers})`, async (t) => {
    const { gateway, token } = await startQuietly(t, workers)
    const headers = { ...ASKED, Authorization: `Bearer ${token}` }
    const slow = await Promise.all(Array.from({ length: 200 }, () => dial(gateway.url)))
    let ended = 0
    const drip = setInterval(() => slow.forEach(({ socket }) => socket.writable && socket.write('X')), 500)
    t.after(() => {
      clearInterval(drip)
      slow.forEach(({ socket }) => socket.destroy())
    })
    for (const { socket } of slow) {
      socket.write(`GET /verify HTTP/1.1\r\nAuthorization: Bearer ${token}\r\nX-Slow: `)
      socket.once('end', () => (ended += 1))
    }
    assert.equal((await fetch(`${gateway.url}/verify`, { headers })).status, 200)
    await until(() => ended === slow.length, 30_000)
    for (const { received } of slow) assert.match(received(), /^HTTP\/1\.1 408 /)
  })
}

test('answers who has closed its half of the connection, and never with a pass it has not earned', async (t) => {
  const { url, issuer, faults } = await openScene(t)
  const token = await issuer.token({ user: 'alice' })
  const whole = await dial(url)
  whole.socket.end(`GET /verify HTTP/1.1\r\n${HEAD}Authorization: Bearer ${token}\r\n\r\n`)
  const cut = await dial(url)
  cut.socket.end(`GET /verify HTTP/1.1\r\n${HEAD}Authorization: Bearer ${token}\r\n`)
  await Promise.all([once(whole.socket, 'close'), once(cut.socket, 'close')])
  assert.match(whole.received(), /^(HTTP\/1\.1 200 |$)/)
  assert.doesNotMatch(cut.received(), /^HTTP\/1\.1 2/)
  assert.deepEqual(faults, [])
})

test('takes no body of a request for the next request', async (t) => {
  const { url, issuer, decisions } = await openScene(t)
  const token = await issuer.token({ user: 'alice' })
  const inner = `GET /verify HTTP/1.1\r\n${HEAD}Authorization: Bearer ${token}\r\n\r\n`
  const bodies = [
    `Content-Length: ${inner.length}\r\n\r\n${inner}`,
    `Transfer-Encoding: chunked\r\n\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
  ]
  for (const body of bodies) {
    const { socket, received } = await dial(url)
    socket.write(`GET /verify HTTP/1.1\r\n${HEAD}${body}`)
    socket.write(`GET /verify HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`)
    await once(socket, 'end')
    socket.destroy()
    const statuses = [...received().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
    assert.ok(statuses.length >= 1)
    assert.ok(
      statuses.every((status) => status === '401'),
      statuses.join(),
    )
  }
  assert.ok(decisions.every(({ kind }) => kind === 'refused'))
})

test('refuses both lengths of a body at once, and what is no HTTP', async (t) => {
  const { url, issuer, decisions } = await openScene(t)
  const bearer = `Authorization: Bearer ${await issuer.token({ user: 'alice' })}\r\n`
  const attempts = [
    `GET /verify HTTP/1.1\r\n${HEAD}${bearer}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `GET /verify HTTP/1.1\r\n${HEAD}${bearer}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `GET /verify HTTP/1.1\r\n${HEAD}${bearer}X-Bare: a\nb\r\n\r\n`,
    `GET /verify HTTP/1.1\r\n${HEAD}Authorization : Bearer x\r\n\r\n`,
    `GET /verify JUNK/1.1\r\n${HEAD}\r\n`,
    '\u0016\u0003\u0001\u0000\u0000\r\n\r\n',
  ]
  for (const attempt of attempts) {
    const { socket, received } = await dial(url)
    socket.write(attempt, 'latin1')
    await once(socket, 'end')
    socket.destroy()
    assert.match(received(), /^HTTP\/1\.1 4/)
  }
  assert.deepEqual(decisions, [])
})
