import type { GatewayConfig } from '../config/schema.ts'

/** What a proxy's configuration needs beside the gateway's: where clients come in, and where they go. */
export interface ProxySurroundings {
  /** Where the proxy listens, such as `8080` or `127.0.0.1:8080`. */
  readonly listen: string
  /** What stands behind: `host:port`, or `fastcgi://host:port/path/to/index.php`. */
  readonly backend: string
}

/** Writes a complete configuration of a proxy that asks this gateway. */
export type Generate = (config: GatewayConfig, surroundings: ProxySurroundings) => string
