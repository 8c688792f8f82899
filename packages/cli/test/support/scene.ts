import { createIssuer, type IssuerOptions, type RunningIssuer } from '@tokenstile/issuer'
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toPlaceholders } from './placeholders.ts'

/** The command as it is built. */
export const COMMAND: string = fileURLToPath(new URL('../../dist/start.js', import.meta.url))

/** What transcripts call the issuer. */
const CANONICAL = 'localhost:4000'

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
      const { output, code } = await runShell(line.replaceAll(CANONICAL, own), folder, environment)
      return { output: toPlaceholders(output.replaceAll(own, CANONICAL)), code }
    },
    close: async () => {
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
