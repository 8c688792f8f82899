import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeGatewayExample, runProgram, type GatewayExample } from '@tokenstile/example-support'

const example: GatewayExample = {
  folder: new URL('..', import.meta.url),
  programs: ['caddy', 'go'],
  printed: ['Caddyfile'],
  backendPort: 3000,
  startBackend: (place, port) => {
    // The binary itself, since "go run" hands no signal on.
    const environment = { GOTOOLCHAIN: 'local', GOPROXY: 'off', GOFLAGS: '' }
    runProgram({ command: 'go', args: ['build', '-o', 'backend', '.'], environment, folder: place })
    return { command: join(place, 'backend'), args: [], environment: { PORT: String(port) } }
  },
  startProxy: (place) => {
    const file = join(place, 'Caddyfile')
    // Several Caddys run on a machine that tests.
    writeFileSync(file, `{\n  admin off\n}\n${readFileSync(file, 'utf8')}`)
    const environment = { HOME: place, XDG_DATA_HOME: place, XDG_CONFIG_HOME: place }
    return { command: 'caddy', args: ['run', '--config', file, '--adapter', 'caddyfile'], environment }
  },
}

describeGatewayExample('Go behind Caddy', example)
