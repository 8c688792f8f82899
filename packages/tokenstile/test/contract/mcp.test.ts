import { describeContract } from './describe-contract.ts'
import { MCP, MCP_FETCH } from './mcp.ts'

;[MCP, MCP_FETCH].forEach(describeContract)
