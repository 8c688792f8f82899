import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express, { type Request, type Response } from 'express'
import { createVerifier } from 'tokenstile'
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
app.use('/mcp', guard, express.json())
app.all('/mcp', (req, res) => serveMcp(req, res))
const server = app.listen(Number(PORT), 'localhost', () => console.log('listening', server.address()))

async function serveMcp(req: Request, res: Response): Promise<void> {
  const transport = new StreamableHTTPServerTransport()
  await createServer().connect(transport)
  await transport.handleRequest(req, res, req.body)
}

function createServer(): McpServer {
  const notes = new McpServer({ name: 'notes', version: '1.0.0' })
  notes.registerTool('whoami', { description: 'Says who is calling' }, ({ authInfo }) => {
    const { subject, clientId } = requireAuth(authInfo)
    return { content: [{ type: 'text', text: `${subject} by ${clientId}` }] }
  })
  return notes
}
