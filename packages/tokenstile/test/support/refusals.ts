import assert from 'node:assert/strict'
import { AuthError, ConfigError, type AuthErrorCode } from 'tokenstile'

/** Asserts that something is refused with exactly this code, and gives the error. */
export async function assertRefused(run: () => unknown, code: AuthErrorCode): Promise<AuthError> {
  const error = await outcomeOf(run)
  assert.ok(AuthError.is(error), `expected the refusal ${code}, got ${describe(error)}`)
  assert.equal(error.code, code)
  return error
}

/** Asserts a ConfigError that names this option, and gives it. */
export async function assertConfigError(run: () => unknown, option: string): Promise<ConfigError> {
  const error = await outcomeOf(run)
  assert.ok(ConfigError.is(error), `expected a ConfigError about ${option}, got ${describe(error)}`)
  assert.equal(error.option, option)
  return error
}

async function outcomeOf(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  return undefined
}

function describe(outcome: unknown): string {
  return outcome === undefined ? 'no error' : String(outcome)
}
