import { describe } from 'node:test'
import { findBackends } from '@tokenstile/example-languages'
import { canRun } from './can-run.ts'
import { describeDirect } from './describe-direct.ts'

// A virtual machine that starts leaves a core to another backend.
describe('the backends in many languages', { concurrency: 2 }, () => {
  for (const backend of findBackends()) {
    if (backend.kind === 'direct' && canRun(backend)) describeDirect(backend)
  }
})
