import { Catch } from '@nestjs/common'
import { Reflector, type HttpAdapterHost, type ModulesContainer } from '@nestjs/core'
import { AuthError } from '../core/errors.ts'
import type { NestGate } from './nest-gate.ts'
import { matching, RefusalFilter } from './refusal-filter.ts'

/** What `onRefused` threw: it is not to be answered here. */
const handedOn = new WeakSet<object>()

/** Marks what goes to the filters of the application, whatever it is. */
export function handOn(fault: unknown): unknown {
  if (typeof fault === 'object' && fault !== null) handedOn.add(fault)
  return fault
}

/**
 * Makes the filter for the whole application. Nest asks those of the root module last, so this one steps back where the
 * application has one of its own for `AuthError`.
 */
export function createApplicationFilter(
  gate: NestGate,
  platform: HttpAdapterHost,
  modules: ModulesContainer,
): RefusalFilter {
  let isClaimed: boolean | undefined
  const isOurs = (thrown: unknown): boolean => {
    if (!AuthError.is(thrown) || handedOn.has(thrown)) return false
    isClaimed ??= hasOwnFilter(modules)
    return !isClaimed
  }
  // A class of its own for each application: what it catches depends on the others there.
  class ApplicationFilter extends RefusalFilter {}
  Catch(matching(isOurs))(ApplicationFilter)
  return new ApplicationFilter(gate, platform)
}

/** Where Nest keeps what `@Catch` was given. */
const CAUGHT = '__filterCatchExceptions__'

function hasOwnFilter(modules: ModulesContainer): boolean {
  const reflector = new Reflector()
  return [...modules.values()]
    .flatMap((module) => [...module.providers.values()])
    .filter(
      ({ subtype, instance }) => subtype === 'filter' && typeof instance === 'object' && instance !== null,
    )
    .some(({ instance }) => {
      const caught = reflector.get<unknown[] | undefined>(CAUGHT, (instance as object).constructor)
      return caught?.includes(AuthError)
    })
}
