import { findMissing, type Backend } from '@tokenstile/example-languages'

/** Whether a backend can be started here. Where everything has to be there, something that is missing is a failure. */
export function canRun(backend: Backend): boolean {
  if (backend.notTested !== undefined) return false
  const missing = findMissing(backend)
  if (missing.length === 0) return true
  if (process.env['CI'] === 'true') throw new Error(`${backend.name}: missing: ${missing.join(', ')}`)
  console.log(`not tested: ${backend.name}, without ${missing.join(', ')}`)
  return false
}
