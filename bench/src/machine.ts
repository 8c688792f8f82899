import { readFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'

/** The machine and the versions, in one sentence each. */
export function describeMachine(): string {
  const [cpu] = os.cpus()
  const cores = os.availableParallelism()
  const { node, openssl } = process.versions
  const date = new Date().toISOString().slice(0, 10)
  return `Measured on ${date}: ${cpu?.model.trim() ?? 'an unknown processor'}, ${cores} cores, ${os.type()} ${os.release()}, Node ${node}, OpenSSL ${openssl}.`
}

export function describeVersions(packages: readonly string[]): string {
  return `${packages.map((name) => `${name} ${versionOf(name)}`).join(', ')}.`
}

/** Not every package exports its package.json: so the nearest one above its entry that has its name. */
function versionOf(name: string): string {
  for (let at = new URL('./', import.meta.resolve(name)); at.pathname !== '/'; at = new URL('../', at)) {
    const manifest = readManifest(new URL('package.json', at))
    if (manifest?.name === name) return manifest.version
  }
  throw new Error(`${name} is not installed`)
}

function readManifest(url: URL): { readonly name?: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(fileURLToPath(url), 'utf8')) as { name?: string; version: string }
  } catch {
    return undefined
  }
}
