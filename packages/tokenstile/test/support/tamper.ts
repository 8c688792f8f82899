import assert from 'node:assert/strict'

/** Every object that can be reached from a value through own members, with its path. */
export function reachable(
  value: unknown,
  path = 'auth',
  found = new Map<object, string>(),
): Map<object, string> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || found.has(value))
    return found
  found.set(value, path)
  for (const name of Reflect.ownKeys(value)) {
    const member = Object.getOwnPropertyDescriptor(value, name)
    reachable(member?.value, `${path}.${String(name)}`, found)
  }
  return found
}

/** Asserts that an object is plain and that none of its members can be changed, nor hides a function. */
export function assertInert(object: object, path: string): void {
  const plain: unknown = Array.isArray(object) ? Array.prototype : Object.prototype
  assert.equal(Object.getPrototypeOf(object), plain, `${path} is a plain object or list`)
  assert.ok(Object.isFrozen(object), `${path} is frozen`)
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    assert.ok('value' in member, `${path}.${name} is no accessor`)
    assert.notEqual(typeof member.value, 'function', `${path}.${name} is no function`)
  }
}

const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Set.prototype,
  Map.prototype,
  Date.prototype,
  WeakMap.prototype,
  WeakSet.prototype,
  RegExp.prototype,
  Uint8Array.prototype,
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  ArrayBuffer.prototype,
  DataView.prototype,
]

const yes = (): true => true
const ARGUMENTS: readonly (readonly unknown[])[] = [
  [],
  [0],
  ['admin'],
  ['id', 'admin'],
  [0, 0, 'admin'],
  [0, 10, 'admin', 'root'],
  [{ admin: true }],
  [yes],
  ['id', yes],
  [() => -1],
]

/** Calls every method of the built-in prototypes on an object that is not to change: a method may refuse, or do nothing. */
export function callEveryMethodOn(object: object): number {
  let calls = 0
  for (const prototype of PROTOTYPES) {
    for (const { value, set } of Object.values(allDescriptors(prototype))) {
      for (const method of [value, set] as unknown[]) {
        if (typeof method !== 'function' || method === prototype.constructor) continue
        for (const given of ARGUMENTS) {
          calls++
          attempt(() => Reflect.apply(method, object, given))
        }
      }
    }
  }
  return calls
}

function allDescriptors(object: object): Record<PropertyKey, PropertyDescriptor> {
  return Object.fromEntries(
    Reflect.ownKeys(object).map((name) => [name, Object.getOwnPropertyDescriptor(object, name)!]),
  )
}

/** Tries to change an object through the language itself: assignment, definition, deletion, another prototype. */
export function changeEveryWay(object: Record<string, unknown>): void {
  // oxlint-disable-next-line unicorn/no-thenable -- what awaits it must not call this
  const evil = { admin: true, id: 'admin', then: yes, toJSON: yes }
  for (const name of [
    ...Object.keys(object),
    'admin',
    'length',
    '0',
    '__proto__',
    'constructor',
    'then',
    'toJSON',
  ]) {
    attempt(() => (object[name] = 'admin'))
    attempt(() => Reflect.set(object, name, 'admin'))
    attempt(() => Reflect.deleteProperty(object, name))
    attempt(() => delete object[name])
    for (const descriptor of [
      { value: 'admin' },
      { get: yes },
      { value: 1, writable: true, configurable: true },
    ]) {
      attempt(() => Object.defineProperty(object, name, descriptor))
      attempt(() => Reflect.defineProperty(object, name, descriptor))
      attempt(() => Object.defineProperties(object, { [name]: descriptor }))
    }
  }
  attempt(() => Object.assign(object, evil))
  attempt(() => Object.setPrototypeOf(object, evil))
  attempt(() => Reflect.setPrototypeOf(object, evil))
  attempt(() => ((object as { length?: number }).length = 0))
  attempt(() => ((object as Record<symbol, unknown>)[Symbol.toPrimitive] = yes))
}

function attempt(act: () => unknown): void {
  try {
    act()
  } catch {
    // To refuse is one of the two right answers.
  }
}
