export { findBackends } from './find-backends.ts'
export { findFreePort } from './free-port.ts'
export type { Backend, BackendKind, Manifest } from './manifest.ts'
export { findMissing } from './programs.ts'
export {
  startBackend,
  type DirectEnvironment,
  type GatewayEnvironment,
  type RunningBackend,
} from './running-backend.ts'
