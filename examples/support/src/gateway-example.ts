import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findFreePort } from './free-port.ts'
import { runProgram, startProgram, type Program } from './program.ts'

/** The files of an example of the gateway, and how what they describe is started. */
export interface GatewayExample {
  /** Where its package.json is. */
  readonly folder: URL
  /** The programs that it needs beside Node. */
  readonly programs: readonly string[]
  /** The files that the command of its README writes. */
  readonly printed: readonly string[]
  /** Files beside these that have a port in them. */
  readonly alsoWithPorts?: readonly string[]
  /** The port of the backend in the files. */
  readonly backendPort: number
  readonly startBackend: (place: string, port: number) => Program
  readonly startProxy: (place: string, port: number) => Program
}

/** An example that runs: a client comes in at `port`. */
export interface ServedExample {
  readonly issuer: RunningIssuer
  readonly port: number
  readonly backendPort: number
}

const GATEWAY = fileURLToPath(new URL('../../../packages/gateway/dist/command/start.js', import.meta.url))

/** Copies an example to a folder that is gone after the test. */
function copyExample(t: TestContext, { folder }: GatewayExample): string {
  const place = mkdtempSync(join(tmpdir(), 'tokenstile-'))
  t.after(() => rmSync(place, { recursive: true, force: true }))
  cpSync(folder, place, { recursive: true, filter: (path) => !/node_modules|\.test$/.test(path) })
  return place
}

/** Runs the lines of the README that print a configuration, in a copy of the example. */
export function runConfigCommands(t: TestContext, example: GatewayExample): string {
  const place = copyExample(t, example)
  for (const file of example.printed) rmSync(join(place, file))
  const readme = readFileSync(join(place, 'README.md'), 'utf8')
  const blocks = Array.from(readme.matchAll(/```sh\n([^]*?)```/g), ([, block = '']) => block)
  const lines = blocks.flatMap((block) => block.split('\n')).filter((line) => / config |^sed /.test(line))
  const command = lines.join('\n').replaceAll('npx @tokenstile/gateway', `"${process.execPath}" "${GATEWAY}"`)
  runProgram({ command: 'sh', args: ['-ec', command], folder: place })
  return place
}

/**
 * Starts the local issuer, the gateway by its command, the backend and the proxy, on other ports than the files have, and
 * elsewhere than they say. `change` makes a configuration of the proxy worse, for a test.
 */
export async function serveExample(
  t: TestContext,
  example: GatewayExample,
  change: (text: string) => string = (text) => text,
): Promise<ServedExample> {
  const place = copyExample(t, example)
  const issuer = await createIssuer().listen({ port: await findFreePort() })
  t.after(() => issuer.close())
  const [gateway, backend, proxy] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const ports = [
    [4000, Number(new URL(issuer.endpoint).port)],
    [4180, gateway],
    [8080, proxy],
    [example.backendPort, backend],
  ] as const
  for (const file of [...example.printed, ...(example.alsoWithPorts ?? []), 'gateway.yaml']) {
    const text = readFileSync(join(place, file), 'utf8').replaceAll(/\/srv\/[a-z-]+|\/etc\/haproxy/g, place)
    const moved = text.replaceAll(/(?<=[ :])\d{4}\b/g, (port) =>
      String(ports.find(([from]) => String(from) === port)?.[1] ?? port),
    )
    writeFileSync(join(place, file), example.printed.includes(file) ? change(moved) : moved)
  }
  await startProgram(t, gateway, {
    command: process.execPath,
    args: [GATEWAY, join(place, 'gateway.yaml')],
    environment: { TOKENSTILE_GATEWAY__LISTEN__PORT: String(gateway) },
  })
  await startProgram(t, backend, example.startBackend(place, backend))
  await startProgram(t, proxy, example.startProxy(place, proxy))
  return { issuer, port: proxy, backendPort: backend }
}

/** How nginx is started without a right of root, with a file that belongs into its `conf.d`. */
export function nginxWith(place: string, file: string): Program {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${place}/${name};`)
    .join(' ')
  const text = readFileSync(join(place, file), 'utf8')
  writeFileSync(
    join(place, 'whole.conf'),
    `daemon off; worker_processes 1; pid ${place}/nginx.pid; error_log ${place}/error.log;
events { worker_connections 64; }
http { access_log off; ${paths}
${text.replace('include fastcgi_params;', 'include /etc/nginx/fastcgi_params;')} }`,
  )
  return {
    command: 'nginx',
    args: ['-p', place, '-c', join(place, 'whole.conf'), '-e', `${place}/error.log`],
  }
}
