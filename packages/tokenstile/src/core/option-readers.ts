import { ConfigError } from './errors.ts'

/**
 * Readers of configuration: each takes the option's path and its value as given and returns it typed, or throws a
 * {@link ConfigError} that names the option and says what is expected. They never echo what came: it may be a secret.
 */

/**
 * Reads an object and refuses names that are not options: a typo must not switch a check off. Gives a copy of its own
 * members: what is inherited is no option, and a later change of the original changes nothing.
 */
export function readObject(path: string, value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(path === '' ? 'options' : path, 'expected an object')
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name))
      throw new ConfigError(join(path, name), `is not an option here; options are ${names.join(', ')}`)
  }
  return Object.assign(Object.create(null) as Record<string, unknown>, value)
}

export function readString(path: string, value: unknown): string {
  if (typeof value !== 'string' || value === '')
    throw new ConfigError(path, 'expected a string that is not empty')
  return value
}

/** Reads a list of strings, not empty, each not empty; copies and freezes it. */
export function readStrings(path: string, value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new ConfigError(path, 'expected a list of at least one string')
  return Object.freeze(value.map((item, index) => readString(`${path}[${index}]`, item)))
}

/** Reads a finite number within bounds, both included. */
export function readNumber(
  path: string,
  value: unknown,
  bounds: { min: number; max: number; unit: string },
): number {
  if (typeof value !== 'number' || !(value >= bounds.min && value <= bounds.max)) {
    throw new ConfigError(path, `expected a number of ${bounds.unit} from ${bounds.min} to ${bounds.max}`)
  }
  return value
}

export function readInteger(
  path: string,
  value: unknown,
  bounds: { min: number; max: number; unit: string },
): number {
  const number = readNumber(path, value, bounds)
  if (!Number.isInteger(number)) throw new ConfigError(path, `expected a whole number of ${bounds.unit}`)
  return number
}

export function readFunction<F extends (...args: never[]) => unknown>(path: string, value: unknown): F {
  if (typeof value !== 'function') throw new ConfigError(path, 'expected a function')
  return value as F
}

/** Reads an https URL without user, password and fragment; http passes for this machine and the hosts listed. */
export function readHttpsUrl(path: string, value: unknown, httpHosts: readonly string[]): URL {
  const text = readString(path, value)
  const url = URL.canParse(text) ? new URL(text) : undefined
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
