import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valuesOf } from '../support/backend.ts'
import { isInstalled } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import { startNginx } from './nginx-process.ts'
import { serve } from './served.ts'

if (isInstalled('nginx')) {
  describeProxy('nginx', 'nginx', startNginx)

  test('nginx hands on headers whose names are those of its own variables', async (t) => {
    const names = ['Status', 'Body', 'Challenge', 'Gateway', 'Forwarded-Host']
    const map = names.map((header) => ({ header, claim: ['sub'] }))
    const { send, bearer, backend } = await serve(t, 'nginx', startNginx, {
      headers: { set: 'authgear', map },
    })
    assert.equal((await send('GET', '/api', [await bearer({ id: 'alice' })])).status, 200)
    for (const name of names)
      assert.deepEqual(valuesOf(backend.seen[0]?.headers ?? [], name), ['alice'], name)
  })
}
