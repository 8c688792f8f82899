import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateHaproxy, LUA_MARK } from '../../dist/generate/haproxy.js'
import { freePort, isInstalled, startProgram, temporaryFolder } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import type { StartProxy } from './served.ts'

/** Starts a real HAProxy with the configuration and the script that the gateway prints. */
const startHaproxy: StartProxy = async (t, config, backend) => {
  const port = await freePort()
  const folder = temporaryFolder(t)
  const [text = '', script = ''] = generateHaproxy(config, { listen: `127.0.0.1:${port}`, backend }).split(
    LUA_MARK,
  )
  const lua = join(folder, 'tokenstile.lua')
  writeFileSync(lua, script)
  writeFileSync(join(folder, 'haproxy.cfg'), text.replace('/etc/haproxy/tokenstile.lua', lua))
  await startProgram(t, port, 'haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')])
  return port
}

if (isInstalled('haproxy')) describeProxy('HAProxy', 'haproxy', startHaproxy)
