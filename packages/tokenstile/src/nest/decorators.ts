import { applyDecorators, createParamDecorator, UseGuards, type ExecutionContext } from '@nestjs/common'
import { demandAccess, demandRecentLogin, type Demand } from '../adapter/demand.ts'
import type { RecentLoginOptions } from '../core/recent-login.ts'
import type { Requirement } from '../core/requirement.ts'
import type { RegisteredAuth } from '../index.ts'
import type { NestRequest } from './call.ts'
import { authOfContext } from './established.ts'
import { TokenstileGuard } from './guard.ts'
import { saying, type RouteDecorator } from './rules.ts'

/**
 * Opens a handler, or all of a class: no token is looked at, and there is no caller. Throws a `ConfigError` where the handler
 * or its class demands something.
 */
export function Public(): RouteDecorator {
  return saying({ name: 'Public' })
}

/**
 * Demands something of the caller of a handler, or of all handlers of a class: 403, or 401 where a new login helps. What
 * several decorators demand, of class and handler, is demanded together. Brings `TokenstileGuard` with it. Throws a
 * `ConfigError` for what is no requirement.
 */
export function Authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): RouteDecorator {
  return demanding('Authorize', demandAccess(requirement))
}

/** Demands all of these scopes. */
export function RequireScopes(...scopes: readonly [string, ...string[]]): RouteDecorator {
  return demanding('RequireScopes', demandAccess({ scopes }))
}

/** Demands all of these roles; `@Authorize({ anyRole })` demands one of them. */
export function RequireRoles(...roles: readonly [string, ...string[]]): RouteDecorator {
  return demanding('RequireRoles', demandAccess({ roles }))
}

/** Demands a person with an account: no guest, no machine. */
export function RequireRegisteredUser(): RouteDecorator {
  return demanding('RequireRegisteredUser', demandAccess({ registeredUser: true }))
}

/**
 * Demands a recent login: by the access token's `auth_time`, at most 300 seconds ago, or as the options say, by an ID token
 * of the caller. 401 asks for a new login; 403 where the user has no way to log in again.
 */
export function RequireRecentLogin<Request extends object = NestRequest>(
  options: RecentLoginOptions<Request> = {},
): RouteDecorator {
  return demanding('RequireRecentLogin', demandRecentLogin(options))
}

function demanding(name: string, demand: Demand): RouteDecorator {
  return applyDecorators(saying({ name, demand }), UseGuards(TokenstileGuard)) as RouteDecorator
}

/**
 * Gives a handler its caller, the whole `Auth`: undefined where the handler is open, or where nobody has to be there. Throws
 * a `ConfigError` where no guard has looked.
 */
export const CurrentAuth: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) => authOfContext(context),
)

/** As `CurrentAuth`, but the user alone: undefined for a machine too. */
export const CurrentUser: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) => authOfContext(context)?.user,
)
