import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, listFiles } from '../../scripts/steps/repository.mjs'
import { bundleWorker } from './bundle.mjs'
import { serveWorker } from './serve.mjs'

/** One to ask for files, the others for what tests serve: more than one test has open. */
const SOCKETS = 40
const VECTORS = inRoot('../shared/vectors')

/** Runs test files inside a Worker, one request a file. Gives each test, and what the Worker said it is. */
export async function runSuites({ binary, compatibilityDate }, files) {
  const worker = await serveWorker({
    binary,
    worker: await bundleWorker('suites-worker.mjs', { files }),
    texts: readVectors(),
    compatibilityDate,
    sockets: SOCKETS,
  })
  const [first, ...others] = worker.ports
  const ask = async (path, body) => {
    const answer = await fetch(`http://127.0.0.1:${first}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}\n${worker.output().slice(-2000)}`)
    return await answer.json()
  }
  try {
    const is = await ask('/start', { ports: others })
    const results = []
    for (const file of files) results.push(...(await ask('/run', { file })).map((one) => ({ file, ...one })))
    return { is, results }
  } finally {
    await worker.stop()
  }
}

/** The public test vectors, where a Worker looks for them. */
function readVectors() {
  return Object.fromEntries(
    listFiles(VECTORS)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        `shared/vectors/${path.relative(VECTORS, file).replaceAll('\\', '/')}`,
        readFileSync(file, 'utf8'),
      ]),
  )
}
