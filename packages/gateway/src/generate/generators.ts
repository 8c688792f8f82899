import type { GatewayConfig } from '../config/schema.ts'

/** Writes a complete configuration of a proxy that asks this gateway. */
export type Generate = (config: GatewayConfig) => string

/** By the name that the command line takes. */
export const GENERATORS: Readonly<Record<string, Generate>> = {}
