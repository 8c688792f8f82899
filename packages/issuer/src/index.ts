export { createIssuer, type Issuer, type RunningIssuer } from './issuer.ts'
export type { IssuerOptions } from './issuer-options.ts'
export type { ListenOptions } from './listen-options.ts'
export type { PublicJwk } from './signing-keys.ts'
export type {
  MachineClient,
  MachineTokenOptions,
  OmittableClaim,
  PersonTokenOptions,
  TokenOptions,
} from './token-options.ts'
export type { UserOptions } from './user.ts'
