import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valuesOf } from '../support/backend.ts'
import { isInstalled } from '../support/program.ts'
import { describeProxy } from './describe-proxy.ts'
import { startNginx, startNginxWith } from './nginx-process.ts'
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

  test('nginx says 503 also where it asked several gateways in vain', async (t) => {
    const start = startNginxWith((text) =>
      text.replace(/(upstream tokenstile_gateway \{\n)( *server [^;]+;)/, '$1$2 server 127.0.0.1:1;'),
    )
    const { send, scene } = await serve(t, 'nginx', start)
    await scene.gateway.close()
    const statuses = [(await send('GET', '/public')).status, (await send('GET', '/public')).status]
    assert.deepEqual(statuses, [503, 503])
  })
}
