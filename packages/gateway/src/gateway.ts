import type { Server } from 'node:http'
import type { ReadConfig } from './config/read-config.ts'
import { createPublicServer } from './server/public-server.ts'
import { createSetup, type Setup, type SetupContext } from './server/setup.ts'
import { listen } from './server/listen.ts'

/** A gateway in this process. */
export interface Gateway {
  /** Where it listens. */
  readonly address: string
  /** The setup that requests get now. */
  current(): Setup
  /** Takes another configuration, or throws and keeps the one it has. */
  reload(read: ReadConfig): void
  /** Answers what is under way, takes nothing new, and ends. */
  close(): Promise<void>
}

/** What a gateway tells of itself. */
export interface GatewayContext extends SetupContext {
  readonly onFault: (error: unknown) => void
}

/** Starts a gateway. Rejects where the configuration or the place to listen on is wrong, and then leaves nothing open. */
export async function startGateway(read: ReadConfig, context: GatewayContext): Promise<Gateway> {
  let setup = createSetup(read, context)
  const server = createPublicServer(() => setup, context.onFault)
  const address = await listen(server, read.config.listen ?? { port: 4180 })
  return {
    address,
    current: () => setup,
    reload: (next) => {
      const before = setup
      setup = createSetup(next, context)
      before.verifier.close()
    },
    close: async () => {
      await closeServer(server)
      setup.verifier.close()
    },
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
