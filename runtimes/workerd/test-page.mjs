import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { inRoot } from '../../scripts/steps/repository.mjs'
import { bundleWorker } from './bundle.mjs'
import { serveWorker } from './serve.mjs'

/** Runs what the page on runtimes shows as a Worker. */
export async function testPage(binary, compatibilityDate) {
  const name = 'the verifier that the page on runtimes shows is built in a Worker'
  const page = readFileSync(inRoot('docs/runtimes.md'), 'utf8')
  const [, shown] = /```js\n([^]*?)```/.exec(page)
  const worker = await bundleWorker('page-worker.mjs', { shown })
  const served = await serveWorker({ binary, worker, compatibilityDate })
  try {
    const answer = await (await fetch(`http://127.0.0.1:${served.ports[0]}/`)).json()
    assert.deepEqual(answer.state, 'idle')
    return { name, outcome: 'passed' }
  } catch (error) {
    return { name, outcome: 'failed', message: `${error.stack}\n${served.output()}` }
  } finally {
    await served.stop()
  }
}
