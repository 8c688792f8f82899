import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { nameOf, type Backend, type IssuerAddress, type RefusalKind } from '../backend.ts'

/** A middleware: so it stands in a real server, which is asked over loopback. */
export async function createBackend({ endpoint }: IssuerAddress): Promise<Backend> {
  const app = express()
  // Express prints every error that reaches it, unless it thinks it is tested.
  app.set('env', 'test')
  app.use(auth({ issuerBaseURL: endpoint, audience: endpoint }))
  app.get('/', (_, response) => void response.json({}))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    async verify(token) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
      await response.arrayBuffer()
      if (!response.ok) throw new HttpRefusal(response)
    },
    explain: (error) =>
      error instanceof HttpRefusal
        ? { kind: kindOf(error.status), name: error.message }
        : { kind: 'other error', name: nameOf(error) },
  }
}

class HttpRefusal extends Error {
  readonly status: number

  constructor({ status, headers }: Response) {
    const code = /error="([^"]*)"/.exec(headers.get('www-authenticate') ?? '')?.[1]
    super([status, code].filter((part) => part !== undefined).join(' '))
    this.status = status
  }
}

function kindOf(status: number): RefusalKind {
  if (status === 401) return 'invalid token'
  return status === 503 ? 'unavailable' : 'other error'
}
