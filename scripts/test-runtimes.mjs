import './steps/node-version.mjs'
import { existsSync } from 'node:fs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'
import { inRoot } from './steps/repository.mjs'
import { runNpm, runProgram } from './steps/run.mjs'
import { listTestFiles } from './steps/test-files.mjs'

// What shows something of this repository and its packages, not of the runtime that the library runs on; and adapters of
// frameworks that are Node's. `express` and `node` of the contract run on other Nodes with the rest.
const LEFT_OUT =
  /\/(package|typing|docs|recipes|soak|next|nest|mcp|express|node|protected-resource|fetch)\/|contract\/(next|nest|mcp|koa|fastify|express)/

const BINARIES = inRoot('runtimes/node_modules')
const RUNTIMES = [
  ...[22, 24, 26].map((major) => ({
    name: `node ${major}`,
    binary: `${BINARIES}/node-${major}/bin/node`,
    version: ['-p', 'process.versions.node'],
    expected: new RegExp(`^${major}\\.`),
    args: (files) => ['--test', '--test-reporter=tap', ...files],
    passed: /^# pass (\d+)$/m,
  })),
  {
    name: 'bun',
    binary: `${BINARIES}/@oven/bun-linux-x64/bin/bun`,
    version: ['-e', 'console.log(process.versions.bun)'],
    expected: /^1\./,
    args: (files) => ['test', '--timeout=60000', ...files.map((file) => `./${file}`)],
    passed: /^ (\d+) pass$/m,
  },
  {
    name: 'deno',
    binary: `${BINARIES}/@deno/linux-x64-glibc/deno`,
    version: ['eval', 'console.log(Deno.version.deno)'],
    expected: /^2\./,
    args: (files) => ['test', '-A', '--no-check', ...files],
    passed: /\| (\d+) passed \| 0 failed/,
  },
]

process.exitCode =
  (await installDependencies()) || (await installRuntimes()) || (await compile()) || (await testAll())

async function installRuntimes() {
  if (RUNTIMES.every(({ binary }) => existsSync(binary))) return 0
  console.log('installing runtimes (npm ci in runtimes/) ...')
  const { code } = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: inRoot('runtimes'),
  })
  return code
}

async function testAll() {
  const files = listTestFiles(['packages/tokenstile/test/']).filter((file) => !LEFT_OUT.test(file))
  let code = 0
  for (const runtime of RUNTIMES) code = (await testOn(runtime, files)) || code
  const { testOnWorkerd } = await import('../runtimes/workerd/test-on-workerd.mjs')
  return (await testOnWorkerd(`${BINARIES}/@cloudflare/workerd-linux-64/bin/workerd`, files)) || code
}

// The version is asked of the runtime itself, and a run without a test that passed is a failure.
async function testOn({ name, binary, version, expected, args, passed }, files) {
  const asked = await runProgram(binary, version, { capture: true })
  const is = asked.output.trim()
  if (!expected.test(is)) {
    console.log(`failed  ${name}: expected ${expected}, but it says ${is}`)
    return 1
  }
  const { code, output } = await runProgram(binary, args(files), { capture: true, env: { NO_COLOR: '1' } })
  const count = Number(passed.exec(output)?.[1] ?? 0)
  const isGood = code === 0 && count > 1000
  console.log(
    `${isGood ? 'ok    ' : 'failed'}  ${name} (${is}): ${count} tests passed in ${files.length} files`,
  )
  if (!isGood) console.log(output.slice(-6000))
  return isGood ? 0 : 1
}
