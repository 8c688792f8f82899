import { inRoot, readJson } from '../scripts/steps/repository.mjs'

const locked = (name) =>
  readJson(inRoot('runtimes/package-lock.json')).packages[`node_modules/${name}`].version
const binaryOf = (name, file) => inRoot('runtimes/node_modules', name, file)

function runtime(name, kind, engine, pack, file) {
  return { name, kind, engine, binary: binaryOf(pack, file), version: locked(pack) }
}

/** The runtimes, in the order in which they are run: the first one is what the others are compared with. */
export function listRuntimes() {
  return [
    runtime('node-22', 'node', 'node', 'node-22', 'bin/node'),
    runtime('node-24', 'node', 'node', 'node-24', 'bin/node'),
    runtime('node-26', 'node', 'node', 'node-26', 'bin/node'),
    runtime('bun', 'bun', 'node', '@oven/bun-linux-x64', 'bin/bun'),
    runtime('deno', 'deno', 'web', '@deno/linux-x64-glibc', 'deno'),
    runtime('workerd', 'workerd', 'web', '@cloudflare/workerd-linux-64', 'bin/workerd'),
  ]
}

/** Why the runtimes cannot be run here; undefined where they can. Their packages hold binaries for one platform. */
export function whyNotHere({ platform, arch, report }) {
  const isGlibc = report?.getReport().header.glibcVersionRuntime !== undefined
  if (platform === 'linux' && arch === 'x64' && isGlibc) return undefined
  return `the runtimes' binaries are for Linux on x64 with glibc; this is ${platform} on ${arch}`
}
