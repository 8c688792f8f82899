import { createIssuer, type RunningIssuer, type TokenOptions } from '@tokenstile/issuer'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A request to an example. */
export interface Call extends RequestInit {
  /** Whose token goes along, in the `Authorization` header. */
  readonly as?: TokenOptions
  readonly headers?: Readonly<Record<string, string>>
}

/** An example that runs in a process of its own, with a local issuer beside it. */
export interface StartedExample {
  readonly issuer: RunningIssuer
  readonly url: string
  /** Sends a request. Follows no redirect. */
  call(path: string, call?: Call): Promise<Response>
  stop(): Promise<void>
}

/** Starts an example as its user would, and waits until it prints where it listens. */
export async function startExample(entry: URL): Promise<StartedExample> {
  const issuer = await createIssuer().listen()
  const env = { ...process.env, AUTHGEAR_ENDPOINT: issuer.endpoint, PORT: '0' }
  const child = spawn(process.execPath, [fileURLToPath(entry)], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  let output = ''
  const port = await new Promise<string>((resolve, reject) => {
    const read = (chunk: unknown): void => {
      output += String(chunk)
      const [, named, inUrl] = /port: (\d+)|:(\d+)\/?$/m.exec(output) ?? []
      const found = named ?? inUrl
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', () => reject(new Error(`the example ended before it listened: ${output}`)))
  })
  const url = `http://localhost:${port}`
  return {
    issuer,
    url,
    async call(path, { as, headers, ...init } = {}) {
      const authorization = as === undefined ? {} : { authorization: `Bearer ${await issuer.token(as)}` }
      return fetch(url + path, { redirect: 'manual', ...init, headers: { ...authorization, ...headers } })
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
      await issuer.close()
    },
  }
}
