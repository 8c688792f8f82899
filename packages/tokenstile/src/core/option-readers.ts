import { ConfigError } from './errors.ts'
import { isPlainObject } from './plain-object.ts'

/**
 * Readers of configuration: each takes the option's path and its value as given and returns it typed, or throws a
 * {@link ConfigError} that names the option and says what is expected. They never echo what came: it may be a secret.
 */
export type Reader<T> = (path: string, value: unknown) => T

/** What was read of options: a member that may be left out is there, and undefined. */
export type ReadOptions<T> = {
  readonly [Name in keyof T]-?: Record<never, never> extends Pick<T, Name> ? T[Name] | undefined : T[Name]
}

/** A reader for each option, by its name. */
export type Readers<T> = { readonly [Name in keyof T]-?: Reader<ReadOptions<T>[Name]> }

/**
 * Reads an object of options with a reader for each, and refuses every other name: a typo must not switch a check off.
 * Own members alone count: what is inherited is no option.
 */
export function readOptions<T>(path: string, value: unknown, readers: Readers<T>): ReadOptions<T> {
  const name = path === '' ? 'options' : path
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError(name, 'expected an object')
  // The members of an instance may be its class's: they would go unread.
  if (!isPlainObject(value))
    throw new ConfigError(name, 'expected a plain object, not an instance of a class')
  const names = Object.keys(readers)
  for (const given of Object.keys(value)) {
    if (!names.includes(given)) {
      throw new ConfigError(join(path, given), `is not an option here; options are ${names.join(', ')}`)
    }
  }
  const read = (name: string): unknown =>
    readers[name as keyof T](
      join(path, name),
      Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
    )
  return Object.freeze(Object.fromEntries(names.map((name) => [name, read(name)]))) as ReadOptions<T>
}

/**
 * Requires that no member is there and undefined. For options that demand something: a look-up that found nothing must
 * not read as "not demanded".
 */
export function requireMeant(path: string, value: unknown): void {
  for (const [name, member] of Object.entries(Object(value))) {
    if (member === undefined)
      throw new ConfigError(join(path, name), 'is undefined; leave it out where it is not wanted')
  }
}

/** A reader for an option that may be left out. */
export function optional<T, D = undefined>(read: Reader<T>, byDefault?: D): Reader<T | D> {
  return (path, value) => (value === undefined ? (byDefault as D) : read(path, value))
}

/** Takes a value as it is, for a reader of its own elsewhere. */
export function anything(_path: string, value: unknown): unknown {
  return value
}

export function readString(path: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ConfigError(path, 'expected a string that is not empty')
}

/** Reads a list of strings, not empty, each not empty; copies and freezes it. */
export function readStrings(path: string, value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new ConfigError(path, 'expected a list of at least one string')
  }
  return Object.freeze(Array.from(value, (item, index) => readString(`${path}[${index}]`, item)))
}

/** A reader for a finite number within bounds, both included. */
export function numberOf(unit: string, min: number, max: number): Reader<number> {
  return (path, value) => {
    if (typeof value === 'number' && value >= min && value <= max) return value
    throw new ConfigError(path, `expected a number of ${unit} from ${min} to ${max}`)
  }
}

/** A reader for a whole number within bounds, both included. */
export function countOf(unit: string, min: number, max: number): Reader<number> {
  return (path, value) => {
    const number = numberOf(unit, min, max)(path, value)
    if (Number.isInteger(number)) return number
    throw new ConfigError(path, `expected a whole number of ${unit}`)
  }
}

export function readFunction<F extends (...args: never[]) => unknown>(path: string, value: unknown): F {
  if (typeof value === 'function') return value as F
  throw new ConfigError(path, 'expected a function')
}

export function readBoolean(path: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ConfigError(path, 'expected true or false')
}

/** A reader for one of these words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (path, value) => {
    const word = words.find((known) => known === value)
    if (word !== undefined) return word
    throw new ConfigError(path, `expected one of ${words.join(', ')}`)
  }
}

/** Reads an https URL without user, password and fragment; http passes for this machine and the hosts listed. */
export function readHttpsUrl(path: string, value: unknown, httpHosts: readonly string[]): URL {
  const text = readString(path, value)
  // The parser drops white space and more without a word: what it would change is refused.
  const url = /^[\x21-\x7e]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.includes('#') || url.username !== '' || url.password !== '') {
    throw new ConfigError(path, 'expected an absolute URL without user, password and fragment')
  }
  if (url.protocol !== 'https:' && !mayUseHttp(url, httpHosts)) {
    throw new ConfigError(
      path,
      'expected https; http is for this machine only (or list the host in dangerouslyAllowHttpFor)',
    )
  }
  return url
}

/** Whether a URL needs no TLS: it names this machine, or its host was listed by the operator. */
export function mayUseHttp(url: URL, allowedHosts: readonly string[]): boolean {
  if (url.protocol !== 'http:') return false
  return isLoopback(url.hostname) || allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname)
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    // The URL parser has already turned every spelling of an IPv4 address into four decimal numbers.
    (hostname.startsWith('127.') && /^[0-9.]+$/.test(hostname))
  )
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
