import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkMeaning } from './check-meaning.ts'
import { checkShape } from './check-shape.ts'
import { overlayEnvironment } from './environment.ts'
import { ConfigurationError, writePath, type Problem } from './problem.ts'
import type { GatewayConfig } from './schema.ts'
import { readYaml } from './yaml-text.ts'

/** A configuration that was read, and where its parts stand. */
export interface ReadConfig {
  readonly config: GatewayConfig
  /** Where the files are that it names. */
  readonly folder: string
  /** Writes a problem with file and line. */
  locate(problem: Problem): string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads a file. Throws a `ConfigurationError` that has every mistake with its line. */
export function readConfigFile(path: string, environment: Environment = {}): ReadConfig {
  return readConfigText(path, readText(path), environment)
}

/** Reads the text of a file. */
export function readConfigText(path: string, text: string, environment: Environment = {}): ReadConfig {
  const { value, locate } = readYaml(path, text)
  const config = requireConfig(overlayEnvironment(value, environment), locate)
  return { config, folder: dirname(resolve(path)), locate }
}

/** Reads a configuration that was put together by the command line. */
export function readConfigValue(given: unknown, environment: Environment = {}): ReadConfig {
  const config = requireConfig(overlayEnvironment(given, environment), locatePath)
  return { config, folder: process.cwd(), locate: locatePath }
}

function locatePath({ path, message }: Problem): string {
  return `${writePath(path) || 'the configuration'}: ${message}`
}

/** Reads a file as it is. Throws a `ConfigurationError` where it cannot be opened. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigurationError([`${path}: cannot be opened; hint: is the path right?`])
  }
}

function requireConfig(value: unknown, locate: (problem: Problem) => string): GatewayConfig {
  const shape = checkShape(value)
  const problems = 'problems' in shape ? shape.problems : checkMeaning(shape.config)
  if (problems.length > 0) throw new ConfigurationError(problems.map(locate))
  return (shape as { readonly config: GatewayConfig }).config
}
