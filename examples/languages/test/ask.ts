import { request } from 'node:http'
import type { RunningBackend } from '@tokenstile/example-languages'

/** An answer of a backend. */
export interface Answer {
  readonly status: number
  readonly challenge: string | undefined
  readonly body: string
}

/** Sends a GET, with a bearer token or the headers that are given. */
export function ask(
  { port }: Pick<RunningBackend, 'port'>,
  path: string,
  given?: string | Readonly<Record<string, string | string[]>>,
): Promise<Answer> {
  const headers: Readonly<Record<string, string | string[]>> =
    typeof given === 'string' ? { authorization: `Bearer ${given}` } : (given ?? {})
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => (body += part))
      response.on('error', reject).on('end', () => {
        const challenge = response.headers['www-authenticate']
        resolve({ status: response.statusCode ?? 0, challenge, body })
      })
    })
    asking.on('error', reject).end()
  })
}
