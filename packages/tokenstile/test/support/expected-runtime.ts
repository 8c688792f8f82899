import { engine } from '#crypto'

/**
 * Loaded before a test file on a runtime of `runtimes/`: says on what it runs, and ends the process where that is not
 * what was to be tested.
 */
const { versions, env } = process
const [name, version] =
  (['bun', 'deno', 'node'] as const).map((one) => [one, versions[one]]).find(([, is]) => is) ?? []
const is = `${name} ${version}, engine ${engine.name}`
if (is !== env['EXPECTED_RUNTIME']) throw new Error(`expected ${env['EXPECTED_RUNTIME']}, but this is ${is}`)
console.log(`this is ${is}`)
