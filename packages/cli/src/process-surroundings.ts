import { spawn } from 'node:child_process'
import type { Surroundings } from './surroundings.ts'

/** The surroundings of this process. */
export function processSurroundings(): Surroundings {
  const { stdin, stdout, stderr } = process
  endQuietlyWithReader(stdout)
  return {
    environment: process.env,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    get stdin() {
      return stdin
    },
    isTerminal: { in: stdin.isTTY, out: stdout.isTTY, err: stderr.isTTY },
    columns: stdout.columns ?? 80,
    now: Date.now,
    setCode: (code) => {
      process.exitCode = code
    },
    onInterrupt,
    openBrowser,
  }
}

function onInterrupt(tidyUp: () => void): () => void {
  let isInterrupted = false
  const listener = (): void => {
    // Who asks twice does not want to wait.
    if (isInterrupted) process.exit(130)
    isInterrupted = true
    process.exitCode = 130
    tidyUp()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}

/** A browser that is not there is no mistake: the address is printed too. */
function openBrowser(url: string): void {
  const command = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open'
  const child = spawn(command, [url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}

/** `tokenstile … | head` is no mistake. */
function endQuietlyWithReader(stdout: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
}
