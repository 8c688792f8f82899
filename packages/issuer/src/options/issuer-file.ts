import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import type { parse as Parse } from 'yaml'
import { readClients, type Client } from '../clients/client.ts'
import { readUser, type User } from '../people/user.ts'
import { checkOptions, list } from './option-rules.ts'

/** What a file may say: who there is. */
export interface Inhabitants {
  readonly users: readonly User[]
  readonly clients: readonly Client[]
}

const NOBODY: Inhabitants = { users: [], clients: [] }

/**
 * Gives a function that reads the file (JSON, or YAML by its ending) again whenever it has changed. It looks at the
 * file's date when it is asked and starts no watcher, so a process is free to end.
 * Throws an Error that names the file and the entry at fault, also later, when an edit broke it: an issuer that went on
 * with the old users would hide the mistake.
 */
export function createIssuerFile(path: string | undefined): () => Inhabitants {
  if (path === undefined) return () => NOBODY
  let seen: string | undefined
  let result: { inhabitants: Inhabitants } | { error: unknown } = { inhabitants: NOBODY }
  return () => {
    const state = stateOf(path)
    if (state !== seen) {
      seen = state
      result = attempt(path)
    }
    if ('error' in result) throw result.error
    return result.inhabitants
  }
}

function attempt(path: string): { inhabitants: Inhabitants } | { error: unknown } {
  try {
    return { inhabitants: readInhabitants(path) }
  } catch (error) {
    return { error }
  }
}

function stateOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : 'absent'
}

function readInhabitants(path: string): Inhabitants {
  const content = parse(path)
  checkOptions<{ users: unknown[]; clients: unknown[] }>(path, content, { users: list, clients: list })
  const users = (content.users ?? []).map((user, index) => readUser(`${path}: users[${index}]`, user))
  checkOnce(path, users)
  return { users, clients: readClients(path, content.clients ?? []) }
}

function parse(path: string): unknown {
  const text = readText(path)
  try {
    return extname(path) === '.json' ? JSON.parse(text) : parseYaml(text)
  } catch (cause) {
    const [line = ''] = cause instanceof Error ? cause.message.split('\n') : []
    throw new Error(`${path} cannot be read: ${line}`, { cause })
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`${path} cannot be opened; is the path right?`, { cause })
  }
}

function parseYaml(text: string): unknown {
  // Only who has such a file pays for its parser.
  const { parse } = createRequire(import.meta.url)('yaml') as { parse: typeof Parse }
  return parse(text)
}

function checkOnce(path: string, users: readonly User[]): void {
  const ids = users.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new TypeError(`${path}: two users have the id '${twice}'; keep one of them`)
}
