import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What tests start and npm does not bring: how each is found, and its package of Debian. */
const PROGRAMS = {
  nginx: { find: 'command -v nginx', package: 'nginx-light' },
  Caddy: { find: 'command -v caddy', package: 'caddy' },
  HAProxy: { find: 'command -v haproxy', package: 'haproxy' },
  PHP: { find: 'ls /usr/sbin/php-fpm*', package: 'php-fpm' },
  Go: { find: 'command -v go || ls /usr/local/go/bin/go', package: 'golang-go' },
  Flask: { find: '/usr/bin/python3 -c "import flask"', package: 'python3-flask' },
}

/**
 * Installs the servers that are missing, where this is Debian and we may; elsewhere says which tests are left out. Gives an
 * exit code: in CI nothing may be missing.
 */
export function installPrograms() {
  const missing = listMissing()
  if (missing.length === 0) return 0
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const packages = missing.map((program) => PROGRAMS[program].package)
    console.log(`installing ${packages.join(', ')} (apt-get) ...`)
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
  }
  const still = listMissing()
  if (still.length === 0) return 0
  console.log(`not tested, for they are not installed: ${still.join(', ')}`)
  return process.env.CI === 'true' ? 1 : 0
}

function listMissing() {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
  return Object.keys(PROGRAMS).filter(
    (program) => spawnSync('sh', ['-c', PROGRAMS[program].find], { env }).status !== 0,
  )
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
}
