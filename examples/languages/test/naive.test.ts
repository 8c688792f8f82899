import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findBackends, startBackend } from '@tokenstile/example-languages'
import { createIssuer } from '@tokenstile/issuer'
import { canRun } from './can-run.ts'
import { observeDefects } from './observed-defects.ts'

describe('a naive backend', { concurrency: 2 }, () => {
  for (const backend of findBackends()) {
    if (backend.kind !== 'naive' || !canRun(backend)) continue
    test(`${backend.name} has the defects that its manifest names, and no other`, async (t) => {
      const issuer = await createIssuer().listen()
      t.after(() => issuer.close())
      const environment = { ISSUER: issuer.endpoint, AUDIENCE: issuer.endpoint }
      const running = await startBackend(backend, environment)
      t.after(() => running.stop())
      assert.deepEqual(await observeDefects(issuer, running), backend.planted.toSorted(), running.output())
    })
  }
})
