import { takeNestFrom } from './taken-from.ts'

takeNestFrom('10')
await import('./suites/demands.ts')
await import('./suites/open-handlers.ts')
await import('./suites/guard.ts')
await import('./suites/module.ts')
await import('./suites/filters.ts')
await import('./suites/gateways.ts')
await import('./suites/forgotten-gateways.ts')
