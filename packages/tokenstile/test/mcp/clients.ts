import type { TestContext } from 'node:test'
import {
  Client as Client2,
  SdkHttpError,
  StreamableHTTPClientTransport as Transport2,
  UnauthorizedError as UnauthorizedError2,
} from '@modelcontextprotocol/client'
import { UnauthorizedError as UnauthorizedError1 } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js'
import {
  StreamableHTTPClientTransport as Transport1,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Login } from './login.ts'
import { RESOURCE } from './servers.ts'

/** How a client comes to a server: with a token in hand, or with a way to get one. */
export interface Visit {
  /** Where the server really listens. */
  readonly origin: string
  readonly token?: string
  readonly login?: Login
}

export interface ConnectedClient {
  /** Calls a tool; gives its text. A tool that failed throws its text. */
  call(tool: string): Promise<string>
}

/** The official client, of one line and era. */
export interface ClientLine {
  readonly name: string
  connect(t: TestContext, visit: Visit): Promise<ConnectedClient>
  /** Ends a login that a refused `connect` began, with what the issuer sent the browser back with. */
  finish(visit: Visit, back: URL): Promise<void>
}

/** What an error of a client says: that a login is needed, or which status came. */
export function readFailure(error: unknown): 'unauthorized' | number | undefined {
  if (error instanceof UnauthorizedError1 || error instanceof UnauthorizedError2) return 'unauthorized'
  if (error instanceof StreamableHTTPError) return error.code
  return error instanceof SdkHttpError ? error.status : undefined
}

const INFO = { name: 'a client', version: '1.0.0' }

function readText(result: unknown): string {
  const { isError, content } = result as { isError?: boolean; content: [{ text: string }] }
  const [{ text }] = content
  if (isError === true) throw new Error(text)
  return text
}

interface TransportOptions {
  readonly requestInit: { readonly headers: Record<string, string> }
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
}

/** A client reaches the public address through the proxy in front of it. */
function optionsOf({ origin, token }: Visit): TransportOptions {
  return {
    requestInit: { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
    fetch: (url, init) => fetch(String(url).replace(new URL(RESOURCE).origin, origin), init),
  }
}

const transport1 = (visit: Visit): Transport1 =>
  new Transport1(new URL(RESOURCE), {
    ...optionsOf(visit),
    ...(visit.login !== undefined && { authProvider: visit.login.provider }),
  })

const transport2 = (visit: Visit): Transport2 =>
  new Transport2(new URL(RESOURCE), {
    ...optionsOf(visit),
    ...(visit.login !== undefined && { authProvider: visit.login.provider }),
  })

function line2(name: string, mode: 'legacy' | 'auto'): ClientLine {
  return {
    name,
    async connect(t, visit) {
      const client = new Client2(INFO, { versionNegotiation: { mode } })
      t.after(() => client.close())
      await client.connect(transport2(visit))
      return { call: async (tool) => readText(await client.callTool({ name: tool, arguments: {} })) }
    },
    finish: (visit, back) => transport2(visit).finishAuth(back.searchParams),
  }
}

export const CLIENTS: readonly ClientLine[] = [
  {
    name: 'client 1.x',
    async connect(t, visit) {
      const client = new Client1(INFO)
      t.after(() => client.close())
      await client.connect(transport1(visit))
      return { call: async (tool) => readText(await client.callTool({ name: tool, arguments: {} })) }
    },
    finish: (visit, back) => transport1(visit).finishAuth(back.searchParams.get('code') ?? ''),
  },
  line2('client 2.x in the older era', 'legacy'),
  line2('client 2.x', 'auto'),
]
