import type { Demand } from '../adapter/demand.ts'
import { ConfigError } from '../core/errors.ts'

/** A decorator for a class or for one of its methods. */
export type RouteDecorator = ClassDecorator & MethodDecorator

/** What a decorator said. One without a demand opens the route. */
interface Rule {
  readonly name: string
  readonly demand?: Demand
}

/** What all decorators said about a handler. */
export interface Rules {
  readonly isPublic: boolean
  readonly demands: readonly Demand[]
  readonly names: readonly string[]
}

export type Type = abstract new (...args: never) => unknown
type Prototype = { readonly constructor: object }

/** By class, or by the function that a method was when it was decorated. */
const byFunction = new WeakMap<object, Rule[]>()
/** By prototype and name: another decorator may put a function of its own into the method's place. */
const byMember = new WeakMap<object, Map<PropertyKey, Rule[]>>()

/** Makes the decorator that says one thing. Throws a `ConfigError` where it contradicts what was said before. */
export function saying(rule: Rule): RouteDecorator {
  const decorate = (target: object, key?: PropertyKey, descriptor?: { readonly value?: object }): void => {
    if (key === undefined) {
      addTo(byFunction, target, rule)
      const members = byMember.get((target as Type).prototype as object)?.values() ?? []
      for (const rules of members) requireOneMeaning(target, [...(byFunction.get(target) ?? []), ...rules])
      return requireOneMeaning(target, byFunction.get(target) ?? [])
    }
    if (descriptor?.value === undefined) throw new ConfigError(rule.name, 'expected a class or a method')
    const members = byMember.get(target) ?? new Map<PropertyKey, Rule[]>()
    byMember.set(target, members)
    addTo(byFunction, descriptor.value, rule)
    addTo(members, key, rule)
    requireOneMeaning(target.constructor, members.get(key) ?? [], key)
  }
  return decorate as RouteDecorator
}

/** Decorators are applied from the last one up: the first to be written is asked first. */
function addTo<K>(
  map: { get(key: K): Rule[] | undefined; set(key: K, rules: Rule[]): unknown },
  key: K,
  rule: Rule,
): void {
  map.set(key, [rule, ...(map.get(key) ?? [])])
}

const known = new WeakMap<object, WeakMap<object, Rules>>()

/**
 * What was said about a handler of a class: by the class and those that it extends, and by the method. Throws a
 * `ConfigError` where that is a contradiction.
 */
export function rulesFor(type: Type, handler: object): Rules {
  let handlers = known.get(type)
  if (handlers === undefined) known.set(type, (handlers = new WeakMap()))
  let rules = handlers.get(handler)
  if (rules === undefined) {
    const found = new Set([...rulesOfClass(type), ...rulesOfMethod(type, handler)])
    handlers.set(handler, (rules = toRules(type, [...found])))
  }
  return rules
}

/** What was said about a class as a whole. */
export function rulesForClass(type: Type): Rules {
  return toRules(type, rulesOfClass(type))
}

/** The methods of a class about which something was said, those that it inherits included. */
export function decoratedMethods(type: Type): readonly PropertyKey[] {
  return prototypesOf(type).flatMap((prototype) => [...(byMember.get(prototype)?.keys() ?? [])])
}

function toRules(type: Type, rules: readonly Rule[]): Rules {
  requireOneMeaning(type, rules)
  return {
    isPublic: rules.some(({ demand }) => demand === undefined),
    demands: rules.flatMap(({ demand }) => demand ?? []),
    names: rules.map(({ name }) => name),
  }
}

function rulesOfClass(type: Type): Rule[] {
  return prototypesOf(type).flatMap((prototype) => byFunction.get(prototype.constructor) ?? [])
}

function rulesOfMethod(type: Type, handler: object): Rule[] {
  const members = prototypesOf(type).flatMap((prototype) =>
    [...(byMember.get(prototype) ?? [])].flatMap(([key, rules]) =>
      Object.getOwnPropertyDescriptor(prototype, key)?.value === handler ? rules : [],
    ),
  )
  return [...(byFunction.get(handler) ?? []), ...members]
}

/** The prototype of a class and of each class that it extends, the base first. */
function prototypesOf(type: Type): readonly Prototype[] {
  const prototypes: Prototype[] = []
  let prototype = type.prototype as Prototype | null | undefined
  while (prototype && prototype !== Object.prototype) {
    prototypes.unshift(prototype)
    prototype = Object.getPrototypeOf(prototype) as Prototype | null
  }
  return prototypes
}

function requireOneMeaning(type: object, rules: readonly Rule[], key?: PropertyKey): void {
  const open = rules.find(({ demand }) => demand === undefined)
  const demanding = rules.find(({ demand }) => demand !== undefined)
  if (open === undefined || demanding === undefined) return
  const where = [(type as { readonly name?: string }).name, key].filter(Boolean).map(String).join('.')
  throw new ConfigError(
    demanding.name,
    `contradicts ${open.name} on ${where}: an open route looks at no token and can demand nothing`,
  )
}
