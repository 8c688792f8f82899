import { ConfigError } from 'tokenstile'
import { KeyFileError } from '../assertion/key-file.ts'
import { ConfigurationError, readPath, type ConfigPath } from './problem.ts'
import type { ReadConfig } from './read-config.ts'

/**
 * Gives a mistake that was only found when a configuration was used with the line where it stands: one that the library
 * names by its option, and keys that cannot be used. Gives everything else as it is.
 */
export function nameMistake(error: unknown, read: ReadConfig): unknown {
  if (error instanceof KeyFileError) return locate(['assertion', 'keyFile'], error.message, read)
  if (!(error instanceof ConfigError)) return error
  const { option, message } = error
  // What is one object to the library stands at the top of the file.
  return locate(readPath(option.replace(/^settings\./, '')), message.slice(option.length + 2), read)
}

function locate(path: ConfigPath, message: string, read: ReadConfig): ConfigurationError {
  return new ConfigurationError([read.locate({ path, message })])
}

/** Runs what the library checks, and names its option as the configuration does: `where` for what is before the first dot. */
export function named<T>(where: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const { option, message } = error
    throw new ConfigError(`${where}${option.replace(/^\w+/, '')}`, message.slice(option.length + 2))
  }
}
