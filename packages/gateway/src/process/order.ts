import { writePath } from '../config/problem.ts'
import type { ReadConfig } from '../config/read-config.ts'
import type { GatewayConfig } from '../config/schema.ts'
import type { DistrustedKey } from './distrust-list.ts'
import type { RememberedKeys } from './key-memory.ts'

/** What a member is to be: plain data, which passes between processes. All files are read already: all get the same. */
export interface Order {
  readonly config: GatewayConfig
  readonly folder: string
  /** The key of the hashes in the log, in base64. */
  readonly hashKey: string
  /** What somebody who comes late has to know. */
  readonly keys: readonly RememberedKeys[]
  readonly distrusted: readonly DistrustedKey[]
}

/** The configuration of an order. Mistakes in it were named by whoever gave it, who knows the lines. */
export function readOrder({ config, folder }: Order): ReadConfig {
  return {
    config,
    folder,
    locate: ({ path, message }) => `${writePath(path) || 'the configuration'}: ${message}`,
  }
}
