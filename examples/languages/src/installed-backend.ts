import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { holdLock } from './lock.ts'
import type { Backend } from './manifest.ts'
import { CACHE } from './places.ts'
import { environmentOf, versionsOf } from './programs.ts'

/** A download that hangs ends as a failure. */
const INSTALL_MS = 240_000

/**
 * Makes a backend ready to start, and gives the folder in which it starts. What is installed already is not installed
 * again, as long as no file of the backend and no program that it needs has changed. Throws where a command fails.
 */
export async function installBackend(backend: Backend): Promise<string> {
  const { name, folder, install } = backend
  if (install.length === 0) return folder
  const place = join(CACHE, `${name}-${hashOf(backend)}`)
  if (existsSync(place)) return place
  mkdirSync(CACHE, { recursive: true })
  // Two processes of a test run may want the same, and downloads of Maven are not for two at a time.
  const release = await holdLock(join(CACHE, 'lock'), INSTALL_MS * install.length)
  try {
    if (existsSync(place)) return place
    const draft = `${place}.draft`
    rmSync(draft, { recursive: true, force: true })
    cpSync(folder, draft, { recursive: true })
    for (const command of install) await run(command, draft)
    removeOlder(name)
    renameSync(draft, place)
    return place
  } finally {
    release()
  }
}

async function run([program = '', ...args]: readonly string[], folder: string): Promise<void> {
  const child = spawn(program, args, {
    cwd: folder,
    env: environmentOf(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: INSTALL_MS,
    killSignal: 'SIGKILL',
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`"${[program, ...args].join(' ')}" ended with ${code}:\n${said}`)
}

function hashOf(backend: Backend): string {
  const hash = createHash('sha256').update(versionsOf(backend)).update(process.arch)
  for (const file of filesOf(backend.folder)) {
    hash.update(relative(backend.folder, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex').slice(0, 12)
}

function filesOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesOf(path) : [path]
    })
    .toSorted()
}

/** One that is in use stays usable: its files are open. */
function removeOlder(name: string): void {
  for (const entry of readdirSync(CACHE)) {
    if (entry.startsWith(`${name}-`) && /^[0-9a-f]{12}$/.test(entry.slice(name.length + 1)))
      rmSync(join(CACHE, entry), { recursive: true, force: true })
  }
}
