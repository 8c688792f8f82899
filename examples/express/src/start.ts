import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { createApp } from './app.ts'

/** Runs a local issuer and the API beside it, and prints what to try. `PORT` and `ISSUER_PORT` choose the ports. */
try {
  const issuerPort = readPort('ISSUER_PORT', 4000)
  const port = readPort('PORT', 3000)
  const issuer = await listenWith('ISSUER_PORT', issuerPort, () =>
    createIssuer().listen({ port: issuerPort }),
  )
  const server = await listenWith('PORT', port, () => listen(port, issuer.endpoint)).catch(
    async (error: unknown) => {
      await issuer.close()
      throw error
    },
  )
  await printWhatToTry(issuer, `http://localhost:${(server.address() as AddressInfo).port}`)
  stopOnSignal(server, issuer)
} catch (error) {
  console.error(`could not start: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function listen(port: number, endpoint: string): Promise<Server> {
  const server = createApp(endpoint).listen(port, 'localhost')
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  return server
}

/** Says which variable chooses another port where this one is taken. */
async function listenWith<T>(variable: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    if (!isPortTaken(error)) throw error
    throw new Error(`port ${port} is taken; choose another with ${variable}=${port + 1} npm start`, {
      cause: error,
    })
  }
}

function isPortTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' || isPortTaken(error.cause)
}

async function printWhatToTry(issuer: RunningIssuer, api: string): Promise<void> {
  const admin = await issuer.token({ user: { id: 'alice', roles: ['admin'] }, lifetimeSeconds: 3600 })
  const longAgo = await issuer.token({ user: { id: 'bob' }, authTimeSecondsAgo: 3600, lifetimeSeconds: 3600 })
  const forged = `${admin.slice(0, -8)}AAAAAAAA`
  const calls: readonly (readonly [string, string])[] = [
    ['who am I: 200 and the user as JSON', call('/me', admin)],
    ['no token: 401', `curl -i ${api}/me`],
    ['a forged token: 401', call('/me', forged)],
    ['a route that needs the role admin, as alice who has it: 200', call('/admin', admin)],
    ['the same as bob, who does not: 403', call('/admin', longAgo)],
    [
      'a route that needs a login within 5 minutes, as alice who just logged in: 200',
      call('/transfer', admin, '-X POST '),
    ],
    ['the same as bob, who logged in an hour ago: 401 with max_age', call('/transfer', longAgo, '-X POST ')],
  ]
  console.log(`issuer: ${issuer.endpoint}\nAPI:    ${api}\n\ntoken of alice, good for an hour:\n${admin}\n`)
  for (const [what, curl] of calls) console.log(`# ${what}\n${curl}\n`)
  console.log('Ctrl-C stops both.')

  function call(path: string, token: string, method = ''): string {
    return `curl -i ${method}${api}${path} -H "Authorization: Bearer ${token}"`
  }
}

function stopOnSignal(server: Server, issuer: RunningIssuer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close()
      server.closeAllConnections()
      void issuer.close()
    })
  }
}

function readPort(name: string, byDefault: number): number {
  const text = process.env[name] ?? String(byDefault)
  const port = Number(text)
  if (/^[0-9]{1,5}$/.test(text) && port <= 65_535) return port
  throw new Error(`${name} must be a port number from 0 to 65535`)
}
