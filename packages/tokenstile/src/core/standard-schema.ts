import { AuthError, ConfigError } from './errors.ts'
import { dropPromise, isPromise } from './promise.ts'

/**
 * The part of the Standard Schema interface (version 1, standardschema.dev) that claims need. Zod, Valibot, ArkType
 * and others implement it; typed here so that the package depends on none of them.
 */
export interface ClaimsSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (
      value: unknown,
      ...rest: never[]
    ) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema answers: a value, or issues. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** One thing that a schema finds wrong. Its message may quote the value, so it is never shown. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/**
 * Has a schema judge claims, and gives its output. Throws an `AuthError` that names the first claim at fault; a
 * `ConfigError` where the schema answers with a promise.
 */
export function validateClaims(path: string, schema: ClaimsSchema, claims: unknown): unknown {
  const result = schema['~standard'].validate(claims)
  if (isPromise(result)) {
    dropPromise(result)
    throw new ConfigError(path, 'expected a schema that validates synchronously')
  }
  if (result.issues === undefined) return result.value
  const first = result.issues[0]?.path?.[0]
  const key = typeof first === 'object' ? first.key : first
  throw new AuthError('invalid_claim', {
    ...(typeof key === 'string' && { claim: key }),
    expected: 'what the claims schema asks for',
  })
}
