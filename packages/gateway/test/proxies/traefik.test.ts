import { generateTraefik } from '../../dist/generate/traefik.js'
import { createTraefikDouble } from '../support/traefik-double.ts'
import { freePort } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import type { StartProxy } from './served.ts'

/** Starts a double of Traefik with the dynamic configuration that the gateway prints. */
const startTraefik: StartProxy = async (t, config, backend) => {
  const port = await freePort()
  const text = generateTraefik(config, { listen: `127.0.0.1:${port}`, backend })
  const server = createTraefikDouble(text).listen(port, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return port
}

describeProxy('Traefik', 'traefik', startTraefik, {}, [
  // It hides underscored names of X-Forwarded from the gateway and hands them to the backend, and keeps Upgrade to itself.
  'has the backend take another path than was judged',
  'changes to HTTP/2, where no request is asked about any more (h2c smuggling)',
  'opens a WebSocket, as it may',
])
