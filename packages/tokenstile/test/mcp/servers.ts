import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { createMcpHandler, McpServer as McpServer2, requireScopes } from '@modelcontextprotocol/server'
import express from 'express'
import type { Auth, Verifier } from 'tokenstile'
import { authenticate, authenticateFetch, requireAuth, type AuthInfo } from 'tokenstile/mcp'
import { protectedResource } from 'tokenstile/protected-resource'
import { listening } from '../contract/listening.ts'

/** The server's public address: a proxy in front ends the TLS. */
export const RESOURCE = 'https://mcp.example.com/mcp'

/** What a test chooses about a server. */
export interface ServerPlan {
  readonly verifier: Verifier<Auth<unknown, unknown>>
  readonly issuer: string
  readonly requiredScopes?: readonly string[]
}

/** One way to run an MCP server, on one line of the SDK. */
export interface ServerLine {
  readonly name: string
  /** Whether the SDK can demand scopes for a single tool. */
  readonly challengesTools: boolean
  serve(t: TestContext, plan: ServerPlan): Promise<string>
}

type Tools = Readonly<Record<'whoami' | 'authInfo', (authInfo: AuthInfo | undefined) => string>>

const tools: Tools = {
  whoami: (authInfo) => {
    const { subject, clientId } = requireAuth(authInfo)
    return `${subject} by ${clientId}`
  },
  authInfo: (authInfo) => JSON.stringify(authInfo),
}

const answer = (text: string): { content: { type: 'text'; text: string }[] } => ({
  content: [{ type: 'text', text }],
})

function createServer1(): McpServer1 {
  const server = new McpServer1({ name: 'notes', version: '1.0.0' })
  for (const [name, run] of Object.entries(tools)) {
    server.registerTool(name, { description: name }, ({ authInfo }) =>
      answer(run(authInfo as AuthInfo | undefined)),
    )
  }
  return server
}

function createServer2(): McpServer2 {
  const server = new McpServer2({ name: 'notes', version: '1.0.0' })
  for (const [name, run] of Object.entries(tools)) {
    server.registerTool(name, { description: name }, ({ http }) =>
      answer(run(http?.authInfo as AuthInfo | undefined)),
    )
  }
  const scopeChallenge = requireScopes('notes:write')
  server.registerTool('write', { description: 'writes', scopeChallenge }, () => answer('written'))
  return server
}

function metadataOf({ issuer, requiredScopes }: ServerPlan): ReturnType<typeof protectedResource> {
  return protectedResource({
    resource: RESOURCE,
    authorizationServers: [issuer],
    ...(requiredScopes !== undefined && { scopesSupported: requiredScopes }),
  })
}

function optionsOf({ requiredScopes }: ServerPlan): { resource: string; requiredScopes?: readonly string[] } {
  return { resource: RESOURCE, ...(requiredScopes !== undefined && { requiredScopes }) }
}

async function serveNode1(
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
): Promise<void> {
  const transport = new StreamableHTTPServerTransport()
  await createServer1().connect(transport)
  await transport.handleRequest(request, response, request.body)
}

/** A server for every request: none keeps a session. */
async function serveOnce1(
  request: Request,
  options: Parameters<WebStandardStreamableHTTPServerTransport['handleRequest']>[1],
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await createServer1().connect(transport)
  return transport.handleRequest(request, options)
}

function onFetch(
  t: TestContext,
  plan: ServerPlan,
  handle: (request: Request, options: { authInfo?: AuthInfo }) => Promise<Response>,
): Promise<string> {
  const metadata = metadataOf(plan)
  const guarded = authenticateFetch(plan.verifier, optionsOf(plan))(handle)
  const listener = getRequestListener((request) => metadata.respond(request) ?? guarded(request))
  return listening(t, createServer(listener).listen(0, '127.0.0.1'))
}

export const SERVERS: readonly ServerLine[] = [
  {
    name: 'SDK 1.x on Express',
    challengesTools: false,
    serve: (t, plan) => {
      const app = express()
      app.use(metadataOf(plan).middleware)
      app.use('/mcp', authenticate(plan.verifier, optionsOf(plan)), express.json())
      app.all('/mcp', (request, response) => serveNode1(request, response))
      return listening(t, app.listen(0, '127.0.0.1'))
    },
  },
  {
    name: 'SDK 1.x on fetch',
    challengesTools: false,
    serve: (t, plan) => onFetch(t, plan, serveOnce1),
  },
  {
    name: 'SDK 2.x on Express',
    challengesTools: true,
    serve: (t, plan) => {
      const app = express()
      app.use(metadataOf(plan).middleware)
      app.use('/mcp', authenticate(plan.verifier, optionsOf(plan)))
      app.all('/mcp', toNodeHandler(createMcpHandler(createServer2)))
      return listening(t, app.listen(0, '127.0.0.1'))
    },
  },
  {
    name: 'SDK 2.x on node:http',
    challengesTools: true,
    serve: (t, plan) => {
      const metadata = metadataOf(plan)
      const guard = authenticate(plan.verifier, optionsOf(plan))
      const serveMcp = toNodeHandler(createMcpHandler(createServer2))
      const server: Server = createServer((request, response) =>
        metadata.middleware(request, response, () => {
          guard(request, response, (fault) => {
            if (fault === undefined) return void serveMcp(request, response)
            response.statusCode = 500
            response.end()
          })
        }),
      )
      return listening(t, server.listen(0, '127.0.0.1'))
    },
  },
  {
    name: 'SDK 2.x on fetch',
    challengesTools: true,
    serve: (t, plan) => onFetch(t, plan, createMcpHandler(createServer2).fetch),
  },
]
