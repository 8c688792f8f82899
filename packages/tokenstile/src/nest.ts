export { authOf } from './nest/established.ts'
export {
  Authorize,
  CurrentAuth,
  CurrentUser,
  Public,
  RequireRecentLogin,
  RequireRegisteredUser,
  RequireRoles,
  RequireScopes,
} from './nest/decorators.ts'
export { AuthenticateGateway, type GatewayOptions } from './nest/gateway.ts'
export { TokenstileGuard } from './nest/guard.ts'
export { TokenstileModule, type TokenstileAsyncOptions } from './nest/module.ts'
export type { NestRequest } from './nest/call.ts'
export type { TokenstileOptions } from './nest/nest-gate.ts'
export { RefusalFilter } from './nest/refusal-filter.ts'
export type { RouteDecorator } from './nest/rules.ts'
