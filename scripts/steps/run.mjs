import { spawn } from 'node:child_process'
import { root } from './repository.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a Node script to its end and gives its exit code. Signals reach it, and if one ends it, it ends us too.
 * With `capture` the output is collected instead of shown; with `timeoutMs` it is ended after a time, with code 1.
 *
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runNode(args, options) {
  return await run(process.execPath, args, options)
}

/** Runs another program. Otherwise like `runNode`. */
export async function runProgram(command, args, options) {
  return await run(command, args, options)
}

/** Runs npm, the one that started us if there is one. Otherwise like `runNode`. */
export async function runNpm(args, options) {
  const own = process.env.npm_execpath
  if (own !== undefined && /\.[cm]?js$/.test(own)) return await runNode([own, ...args], options)
  return await run('npm', args, { ...options, shell: process.platform === 'win32' })
}

async function run(command, args, { capture = false, timeoutMs, env = {}, cwd = root, shell = false } = {}) {
  const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit'
  const child = spawn(command, args, { cwd, stdio, shell, env: { ...process.env, ...env } })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))

  let isLate = false
  const end = () => {
    isLate = true
    child.kill('SIGKILL')
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs)
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the whole group: the child has it already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (...end) => resolve(end))
  })
  clearTimeout(timer)
  for (const name of SIGNALS) process.off(name, forward)
  if (isLate) return { code: 1, output: `${output}\nnot done in ${timeoutMs / 1000} s` }

  if (signal !== null) {
    process.kill(process.pid, signal)
    await new Promise(() => setInterval(() => {}, 1000))
  }
  return { code, output }
}
