export type { ClientKind, ClientOptions } from './clients/client.ts'
export type { Breakage } from './control/breakages.ts'
export type { Control, FaultDescription } from './control/control.ts'
export type { Rehearsal } from './control/rehearsal.ts'
export type { LoggedRequest } from './control/request-log.ts'
export type { SessionSummary } from './control/session-summary.ts'
export type { FaultName } from './faults/fault-table.ts'
export type {
  HookEvent,
  HookFunction,
  HookName,
  HookOptions,
  HookResponse,
  Webhook,
} from './hooks/hook-options.ts'
export { createIssuer, type Issuer, type RunningIssuer } from './issuer.ts'
export type { PublicJwk, RotateOptions } from './keys/signing-keys.ts'
export type { IssuerOptions } from './options/issuer-options.ts'
export type { StandardAttributes } from './people/standard-attributes.ts'
export type { User, UserOptions } from './people/user.ts'
export type { ListenOptions } from './server/listen-options.ts'
export type { Forgery } from './tokens/forgery.ts'
export type { MachineClient } from './tokens/machine-claims.ts'
export type { OmittableClaim } from './tokens/omitted-claims.ts'
export type { MachineTokenOptions, PersonTokenOptions, TokenOptions } from './tokens/token-options.ts'
