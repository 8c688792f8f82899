import { createIssuer, type RunningIssuer, type TokenOptions } from '@tokenstile/issuer'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { findFreePort, untilListening } from './free-port.ts'

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

/** How an example is started. */
export interface StartOptions {
  /** Its framework cannot say which port it was given: it is told a free one. */
  readonly needsPort?: boolean
}

/** Starts an example as its user would, and waits until it listens. */
export async function startExample(
  entry: URL,
  { needsPort = false }: StartOptions = {},
): Promise<StartedExample> {
  const issuer = await createIssuer().listen()
  const chosen = needsPort ? await findFreePort() : 0
  const env = { ...process.env, AUTHGEAR_ENDPOINT: issuer.endpoint, PORT: String(chosen) }
  const child = spawn(process.execPath, [fileURLToPath(entry)], { env })
  const ended = once(child, 'close')
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await issuer.close()
  }
  try {
    const printed = await readPort(child)
    if (needsPort) await untilListening(chosen)
    const url = `http://localhost:${printed}`
    return {
      issuer,
      url,
      async call(path, { as, headers, ...init } = {}) {
        const authorization = as === undefined ? {} : { authorization: `Bearer ${await issuer.token(as)}` }
        return fetch(url + path, { redirect: 'manual', ...init, headers: { ...authorization, ...headers } })
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The port that an example prints, as an address or at the end of a URL. */
function readPort(child: ChildProcess): Promise<number> {
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: unknown): void => {
      output += String(chunk)
      const [, named, inUrl] = /port: (\d+)|:(\d+)$/m.exec(output) ?? []
      if (named !== undefined || inUrl !== undefined) resolve(Number(named ?? inUrl))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('close', () => reject(new Error(`the example ended before it listened: ${output}`)))
  })
}
