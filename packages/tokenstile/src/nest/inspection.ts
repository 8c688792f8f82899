import { Reflector, type ModulesContainer } from '@nestjs/core'
import { ConfigError } from '../core/errors.ts'
import { admitsSockets, AUTHENTICATE_GATEWAY } from './gateway.ts'
import { TokenstileGuard } from './guard.ts'
import { decoratedMethods, rulesFor, rulesForClass, type Rules, type Type } from './rules.ts'

/** Where Nest keeps the guards of a class or method, and what it knows of gateways. */
const GUARDS = '__guards__'
const IS_GATEWAY = 'websockets:is_gateway'

/**
 * Looks at every class that the application is made of when it starts. Throws a `ConfigError` for what would not be guarded
 * though it seems so.
 */
export function requireGuarded(modules: ModulesContainer, isGlobal: boolean): void {
  for (const { controllers, providers } of modules.values()) {
    for (const { metatype } of [...controllers.values(), ...providers.values()]) {
      if (isClass(metatype)) requireGuardedClass(metatype, isGlobal)
    }
  }
}

/** The same for what is known only once gateways are made: what a field or a class that extends one has put into its place. */
export function requireAdmitting(modules: ModulesContainer): void {
  for (const { metatype, instance } of [...modules.values()].flatMap(({ providers }) => [
    ...providers.values(),
  ])) {
    if (!isClass(metatype) || !rulesForClass(metatype).names.includes(AUTHENTICATE_GATEWAY)) continue
    if (!admitsSockets(Object(instance) as object)) {
      throw new ConfigError(
        metatype.name,
        `has a handleConnection that @${AUTHENTICATE_GATEWAY}() does not reach; make it a method of the class with the decorator`,
      )
    }
  }
}

function isClass(metatype: unknown): metatype is Type {
  return typeof metatype === 'function' && typeof metatype.prototype === 'object'
}

function requireGuardedClass(type: Type, isGlobal: boolean): void {
  const rules = rulesForClass(type)
  const isGateway = read(IS_GATEWAY, type) === true
  if (isGateway) requireAuthenticated(type, rules, isGlobal)
  for (const key of decoratedMethods(type)) {
    const method: unknown = (type.prototype as Record<PropertyKey, unknown>)[key]
    if (typeof method !== 'function') continue
    const { demands } = rulesFor(type, method)
    if (demands.length === 0 || (isGlobal && !isGateway) || isGuarded(type) || isGuarded(method)) continue
    throw new ConfigError(
      `${type.name}.${String(key)}`,
      'was replaced by another decorator; put above it what demands something of the caller',
    )
  }
}

/** Before version 12, Nest asks no global guard about messages. And of a socket of ws, it keeps no request. */
function requireAuthenticated(type: Type, { isPublic, names }: Rules, isGlobal: boolean): void {
  if (isPublic || names.includes(AUTHENTICATE_GATEWAY)) return
  if (!isGlobal && !isGuarded(type) && decoratedMethods(type).length === 0) return
  throw new ConfigError(
    type.name,
    `needs @${AUTHENTICATE_GATEWAY}(), or @Public() where anybody may open a socket`,
  )
}

function isGuarded(target: object): boolean {
  return (read(GUARDS, target) as readonly unknown[] | undefined)?.includes(TokenstileGuard) === true
}

function read(key: string, target: object): unknown {
  return new Reflector().get<unknown>(key, target as () => unknown)
}
