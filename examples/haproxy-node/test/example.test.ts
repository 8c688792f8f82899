import { join } from 'node:path'
import { describeGatewayExample, type GatewayExample } from '@tokenstile/example-support'

const example: GatewayExample = {
  folder: new URL('..', import.meta.url),
  programs: ['haproxy'],
  printed: ['haproxy.cfg', 'tokenstile.lua'],
  backendPort: 3000,
  startBackend: (place, port) => ({
    command: process.execPath,
    args: [join(place, 'dist/start.js')],
    environment: { PORT: String(port) },
  }),
  startProxy: (place) => ({ command: 'haproxy', args: ['-db', '-f', join(place, 'haproxy.cfg')] }),
}

describeGatewayExample('Node behind HAProxy', example)
