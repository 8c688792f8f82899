import { ConfigurationError } from '../config/problem.ts'
import type { ReadConfig } from '../config/read-config.ts'
import type { ProxySurroundings } from '../generate/generate.ts'
import { GENERATORS } from '../generate/generators.ts'

/** Writes the configuration of a proxy. Throws a `ConfigurationError` for a proxy that there is not. */
export function printConfig(proxy: string, read: ReadConfig, surroundings: ProxySurroundings): string {
  const generate = Object.hasOwn(GENERATORS, proxy) ? GENERATORS[proxy] : undefined
  if (generate === undefined) {
    throw new ConfigurationError([`unknown proxy ${proxy}; hint: ${Object.keys(GENERATORS).join(', ')}`])
  }
  return generate(read.config, surroundings)
}
