import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import express from 'express'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, requireAuth } from 'tokenstile/mcp'
import { protectedResource } from 'tokenstile/protected-resource'

/** `MCP_URL` is the server's public address, such as https://mcp.example.com/mcp. */
const { AUTHGEAR_ENDPOINT = '', MCP_URL = '', PORT = '3000' } = process.env

const project = authgear(AUTHGEAR_ENDPOINT, { resource: MCP_URL })
const verifier = createVerifier(project)
const metadata = protectedResource({ resource: MCP_URL, authorizationServers: [project.issuer] })
const guard = authenticate(verifier, { resource: MCP_URL, requiredScopes: ['notes:read'] })

const app = express()
app.use(metadata.middleware)
app.use('/mcp', guard)
app.all('/mcp', toNodeHandler(createMcpHandler(createServer)))
const server = app.listen(Number(PORT), 'localhost', () => console.log('listening', server.address()))

function createServer(): McpServer {
  const notes = new McpServer({ name: 'notes', version: '1.0.0' })
  notes.registerTool('whoami', { description: 'Says who is calling' }, ({ http }) => {
    const { user, clientId } = requireAuth(http?.authInfo)
    return { content: [{ type: 'text', text: `${user?.id ?? 'a machine'} by ${clientId}` }] }
  })
  return notes
}

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<typeof verifier>
  }
}
