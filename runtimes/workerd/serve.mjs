import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'

/**
 * Serves one Worker with workerd on loopback ports of its own. Gives the ports in the order of their sockets, what
 * workerd wrote, and the way to end it. It reaches this machine and nothing else.
 *
 * @param {{ binary: string, worker: string, compatibilityDate: string, texts?: Record<string, string>, sockets?: number }}
 *   options `texts` are files that it finds below `/bundle`
 */
export async function serveWorker({ binary, sockets = 1, ...options }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tokenstile-workerd-'))
  writeConfig(folder, { sockets, ...options })
  const child = spawn(binary, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise((resolve) => child.once('close', resolve))

  // It would go on to wait for requests that never end.
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const ports = await Promise.race([
    readPorts(child.stdio[3], sockets),
    ended.then(() => Promise.reject(new Error(`workerd ended at once:\n${output}`))),
  ])
  return { ports, stop, output: () => output }
}

async function readPorts(control, sockets) {
  const ports = []
  for await (const line of readline.createInterface({ input: control })) {
    const { event, socket, port } = JSON.parse(line)
    if (event === 'listen') ports[Number(socket)] = port
    if (Object.keys(ports).length === sockets) return ports
  }
  return await new Promise(() => undefined)
}

function writeConfig(folder, { worker, compatibilityDate, texts = {}, sockets }) {
  const modules = [
    ['worker', 'esModule', worker],
    ...Object.entries(texts).map(([name, text]) => [name, 'text', text]),
  ]
  for (const [name, , content] of modules) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  const quote = JSON.stringify
  const numbers = Array.from({ length: sockets }, (_, index) => index)
  writeFileSync(
    path.join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "loopback", network = (allow = ["local"]))],
  sockets = ${list(numbers.map((name) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "main")`))}
);
const main :Workerd.Worker = (
  modules = ${list(modules.map(([name, kind]) => `(name = ${quote(name)}, ${kind} = embed ${quote(name)})`))},
  compatibilityDate = ${quote(compatibilityDate)},
  globalOutbound = "loopback"
);
`,
  )
}

function list(lines) {
  return `[${lines.join(', ')}]`
}
