import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  callRaw,
  describeGatewayExample,
  nginxWith,
  serveExample,
  SPELLINGS,
  type GatewayExample,
} from '@tokenstile/example-support'

// Debian's name for it has the version in it.
const SERVERS = '/usr/sbin'
const php =
  (existsSync(SERVERS) ? readdirSync(SERVERS) : []).find((name) => /^php-fpm[0-9.]+$/.test(name)) ?? 'php-fpm'

const example: GatewayExample = {
  folder: new URL('..', import.meta.url),
  programs: ['nginx', php],
  printed: ['nginx.conf'],
  alsoWithPorts: ['php-fpm.conf'],
  backendPort: 9000,
  startBackend: (place) => ({ command: php, args: ['-y', configurePhp(place), ...ROOT] }),
  startProxy: (place) => nginxWith(place, 'nginx.conf'),
}

// A test may run as root, and its folder is its own.
const isRoot = process.getuid?.() === 0
const ROOT = isRoot ? ['-R'] : []

function configurePhp(place: string): string {
  const file = join(place, 'php-fpm.conf')
  // What a test hears is no file that could be opened.
  const text = readFileSync(file, 'utf8').replace('/dev/stderr', join(place, 'php-fpm.log'))
  writeFileSync(file, isRoot ? `${text}user = root\ngroup = root\n` : text)
  return file
}

describeGatewayExample('PHP behind nginx', example, () => {
  test('the gateway refuses a name that PHP folds also where nginx lets it through', async (t) => {
    const { port } = await serveExample(t, example, letNamesThrough)
    for (const spelling of SPELLINGS) {
      const { status } = await callRaw(port, '/public', { [spelling]: 'evil' })
      assert.equal(status, 403, spelling)
    }
    assert.equal((await callRaw(port, '/public')).status, 200)
  })

  test('without either, PHP would take each spelling for the same name', async (t) => {
    const { port } = await serveExample(t, example, (text) => takeGatewayOff(letNamesThrough(text)))
    for (const spelling of SPELLINGS) {
      const { body } = await callRaw(port, '/', { [spelling]: 'evil' })
      assert.equal(JSON.parse(body).user, 'evil', spelling)
    }
  })
})

function letNamesThrough(text: string): string {
  return text
    .replace('underscores_in_headers off', 'underscores_in_headers on')
    .replace('ignore_invalid_headers on', 'ignore_invalid_headers off')
}

function takeGatewayOff(text: string): string {
  return text.replaceAll(/^ *(auth_request |fastcgi_param HTTP_X_USER_ID ).*$/gm, '')
}
