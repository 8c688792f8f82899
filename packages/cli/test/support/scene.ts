import { createIssuer, type IssuerOptions, type RunningIssuer } from '@tokenstile/issuer'
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toPlaceholders } from './placeholders.ts'
import { naively, rightly, serveBackend } from './probe-backend.ts'

/** The command as it is built. */
export const COMMAND: string = fileURLToPath(new URL('../../dist/start.js', import.meta.url))

/** What transcripts call the issuer. */
const CANONICAL = 'localhost:4000'
/** What they call a backend that is right, and one that is not. */
const RIGHT = '127.0.0.1:3000'
const NAIVE = '127.0.0.1:3001'

/** A folder, a running issuer, and a shell in which there is `tokenstile`. */
export interface Scene {
  readonly folder: string
  readonly issuer: RunningIssuer
  readonly environment: NodeJS.ProcessEnv
  /** Runs a line as a shell would; what varies is put into the words of the transcripts. */
  readonly run: (line: string) => Promise<{ readonly output: string; readonly code: number }>
  readonly close: () => Promise<void>
}

export async function openScene(options: IssuerOptions = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-cli-'))
  const issuer = await createIssuer(options).listen({ port: 0 })
  const own = `localhost:${issuer.port}`
  const right = await serveBackend(issuer, rightly)
  const naive = await serveBackend(issuer, naively)
  const names: readonly (readonly [canonical: string, own: string])[] = [
    [CANONICAL, own],
    [RIGHT, new URL(right.target).host],
    [NAIVE, new URL(naive.target).host],
  ]
  const shim = join(folder, 'tokenstile')
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`)
  chmodSync(shim, 0o755)
  const environment = {
    PATH: [folder, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: folder,
    TZ: 'UTC',
    TOKENSTILE_ISSUER: issuer.endpoint,
  }
  return {
    folder,
    issuer,
    environment,
    run: async (line) => {
      const mine = names.reduce((text, [canonical, real]) => text.replaceAll(canonical, real), line)
      const { output, code } = await runShell(mine, folder, environment)
      const shown = names.reduce((text, [canonical, real]) => text.replaceAll(real, canonical), output)
      return { output: toPlaceholders(shown), code }
    },
    close: async () => {
      right.close()
      naive.close()
      await issuer.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function runShell(
  line: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly output: string; readonly code: number }> {
  return new Promise((resolve, reject) => {
    // One pipe for both, so that they keep their order.
    const child = spawn('sh', ['-c', `{ ${line}\n} 2>&1`], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ output, code: code ?? -1 }))
  })
}
