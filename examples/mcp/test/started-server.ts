import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Starts a server of this example on a free port and ends it with the test; gives where it really listens. */
export async function startServer(
  t: TestContext,
  name: string,
  { endpoint, url }: { readonly endpoint: string; readonly url: string },
): Promise<string> {
  const file = fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))
  const env = { ...process.env, AUTHGEAR_ENDPOINT: endpoint, MCP_URL: url, PORT: '0' }
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  t.after(async () => {
    child.kill()
    await exited
  })
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    const [, port] = /port: (\d+)/.exec(output) ?? []
    if (port !== undefined) return `http://localhost:${port}`
  }
  throw new Error(`the server ended: ${output}`)
}
