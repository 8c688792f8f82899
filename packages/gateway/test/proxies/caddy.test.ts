import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateCaddy } from '../../dist/generate/caddy.js'
import { freePort, isInstalled, startProgram, temporaryFolder } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import type { StartProxy } from './served.ts'

/** Starts a real Caddy with the configuration that the gateway prints. */
const startCaddy: StartProxy = async (t, config, backend) => {
  const port = await freePort()
  const folder = temporaryFolder(t)
  const file = join(folder, 'Caddyfile')
  const text = generateCaddy(config, { listen: `127.0.0.1:${port}`, backend })
  // The client of the tests names another host than it asks, and several Caddys run on this machine.
  const site = text.replace(`http://127.0.0.1:${port} {`, `http://:${port} {`)
  writeFileSync(file, `{\n  admin off\n}\n${site}`)
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  await startProgram(t, port, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], home)
  return port
}

if (isInstalled('caddy')) describeProxy('Caddy', 'caddy', startCaddy)
