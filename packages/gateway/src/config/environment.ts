import { parse } from 'yaml'
import { ConfigurationError } from './problem.ts'

const PREFIX = 'TOKENSTILE_GATEWAY__'

/**
 * Lays what the environment says over a configuration: `TOKENSTILE_GATEWAY__LISTEN__PORT=4180` is `listen.port`. Two
 * underscores go one level down, a number is a place in a list, upper and lower case are one, a value is read as YAML.
 * The configuration itself is not changed.
 */
export function overlayEnvironment(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  const result: unknown = structuredClone(value)
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || text === undefined) continue
    place(result, name, name.slice(PREFIX.length).split('__'), readValue(name, text))
  }
  return result
}

function readValue(name: string, text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    throw new ConfigurationError([`${name}: cannot be read as YAML; hint: quote the value`])
  }
}

function place(root: unknown, name: string, steps: readonly string[], value: unknown): void {
  let here = root
  for (const [index, step] of steps.entries()) {
    if (typeof here !== 'object' || here === null) {
      throw new ConfigurationError([`${name}: goes into what has no parts; hint: set the whole of it`])
    }
    const holder = here as Record<string, unknown>
    const key = findKey(holder, step)
    // Not its length, and no place that would leave others empty.
    if (Array.isArray(here) && key !== String(here.length) && !Object.keys(here).includes(key)) {
      throw new ConfigurationError([
        `${name}: ${step} is no place in the list; hint: the next one is ${here.length}`,
      ])
    }
    if (index === steps.length - 1) holder[key] = value
    else here = holder[key] ??= {}
  }
}

/** The name as the configuration spells it, where it is there already; else in camel case: `KEY_FILE` is `keyFile`. */
function findKey(holder: object, step: string): string {
  const plain = step.replaceAll('_', '').toLowerCase()
  const known = Object.keys(holder).find((key) => key.toLowerCase() === plain)
  return known ?? step.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
