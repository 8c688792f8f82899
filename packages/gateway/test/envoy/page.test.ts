import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/program.ts'
import { findEnvoy } from './envoy-binary.ts'

const COMMAND = fileURLToPath(new URL('../../dist/command/start.js', import.meta.url))
const PAGE = readFileSync(new URL('../../../../docs/gateway/envoy.md', import.meta.url), 'utf8')
const [CONFIG = '', PRINTED = ''] = [...PAGE.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block]) => block)

function run(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  return stdout
}

test('the page shows what the command prints for its file, and Envoy takes it', (t) => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'gateway.yaml')
  writeFileSync(file, CONFIG)
  const place = ['--listen', '8080', '--backend', '127.0.0.1:3000']
  assert.match(run('check', file), /no mistakes found/)
  assert.equal(run('config', 'envoy', file, ...place), PRINTED)
  writeFileSync(file, CONFIG.replace(/^grpc:.*\n/m, ''))
  const overHttp = run('config', 'envoy', file, ...place)
  writeFileSync(
    file,
    CONFIG.replace(/^grpc:.*$/m, 'grpc: { socket: /run/tokenstile/grpc.sock }').replace(
      '[loopback]',
      '[loopback, unix]',
    ),
  )
  const overSocket = run(
    'config',
    'envoy',
    file,
    '--listen',
    '[::1]:8080',
    '--backend',
    'backend.internal:3000',
  )
  assert.match(overSocket, /pipe: \{ path: '\/run\/tokenstile\/grpc\.sock' \}/)
  assert.match(overSocket, /type: STRICT_DNS/)
  const program = findEnvoy()
  if (program === undefined) return
  for (const text of [PRINTED, overHttp, overSocket]) {
    const path = join(folder, 'envoy.yaml')
    writeFileSync(path, text)
    const { status } = spawnSync(program, ['--mode', 'validate', '-c', path])
    assert.ok(status === 0, text)
  }
})

test('a backend that Envoy cannot reach is a mistake', () => {
  for (const backend of ['fastcgi://127.0.0.1:9000/srv/index.php', 'nonsense']) {
    const args = ['config', 'envoy', '--issuer', 'https://a.example', '--backend', backend]
    const ran = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
    assert.equal(ran.status, 2)
    assert.match(ran.stderr, /hint: /)
  }
})
