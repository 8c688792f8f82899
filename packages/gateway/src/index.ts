export { startGateway, type Gateway, type GatewayContext } from './gateway.ts'
export { readConfigFile, readConfigText, readConfigValue, type ReadConfig } from './config/read-config.ts'
export { ConfigurationError } from './config/problem.ts'
export type { GatewayConfig } from './config/schema.ts'
