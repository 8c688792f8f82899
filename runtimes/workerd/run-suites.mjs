import { inRoot } from '../../scripts/steps/repository.mjs'
import { bundleWorker } from './bundle.mjs'
import { serveWorker } from './serve.mjs'

/** The behaviour of Workers as of this day. */
const COMPATIBILITY_DATE = '2026-11-01'
/** One to ask for files, the others for what tests serve: as many as one test may have open. */
const SOCKETS = 60

/** Runs test files inside a Worker. Gives what the runtime calls itself, and each test with what it failed with. */
export async function runSuites(binary, files) {
  const worker = await serveWorker({
    binary,
    worker: await bundleWorker('suites-worker.mjs', files),
    compatibilityDate: COMPATIBILITY_DATE,
    flags: ['nodejs_compat'],
    sockets: SOCKETS,
  })
  try {
    const [first, ...others] = worker.ports
    const ask = async (path, init) => {
      const response = await fetch(`http://127.0.0.1:${first}${path}`, init)
      if (!response.ok) throw new Error(`${path}: ${response.status}\n${worker.output().slice(-2000)}`)
      return response
    }
    await ask('/ports', { method: 'POST', body: JSON.stringify(others) })
    const { userAgent, engine } = await (await ask('/runtime')).json()
    const results = []
    for (const file of files) {
      const ran = await (await ask(`/run?file=${encodeURIComponent(file)}`)).json()
      results.push(...ran.map((result) => ({ file: file.replace(`${inRoot('')}/`, ''), ...result })))
    }
    return { userAgent, engine, results }
  } finally {
    await worker.stop()
  }
}
