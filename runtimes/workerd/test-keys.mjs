import { KEYS_FROM_OUTSIDE } from './keys-from-outside.mjs'
import { bundleWorker } from './bundle.mjs'
import { serveWorker } from './serve.mjs'

const LIMIT_MS = 60_000

/** Runs what is tested from outside on a Worker of one compatibility date. Gives each, and with what it failed. */
export async function testKeys(binary, compatibilityDate, { onlyOld = false, words = [] } = {}) {
  const worker = await serveWorker({
    binary,
    worker: await bundleWorker('keys-worker.mjs'),
    compatibilityDate,
  })
  const served = { origin: `http://127.0.0.1:${worker.ports[0]}` }
  const results = []
  try {
    for (const { name, isOldToo = false, run } of KEYS_FROM_OUTSIDE) {
      if (onlyOld && !isOldToo) continue
      const full = `workerd as of ${compatibilityDate}: ${name}`
      if (words.length > 0 && !words.some((word) => full.includes(word))) continue
      results.push({ name: full, ...(await runOne(run, served)) })
    }
  } finally {
    await worker.stop()
  }
  return results
}

async function runOne(run, worker) {
  const cleanups = []
  let timer
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done in ${LIMIT_MS / 1000} s`)), LIMIT_MS)
  })
  try {
    await Promise.race([run({ after: (step) => void cleanups.push(step) }, worker), limit])
    return { outcome: 'passed' }
  } catch (error) {
    return { outcome: 'failed', message: String(error?.stack ?? error) }
  } finally {
    clearTimeout(timer)
    for (const step of cleanups) await step()
  }
}
