// `node:test` for Workers, as much of it as the suites use. A file's tests are collected while it is loaded, then run in
// their order, each within its time.
const LIMIT_MS = 60_000

let collected = empty()

export function test(name, ...rest) {
  const body = rest.at(-1)
  collected.tests.push({ name, body })
}

export const before = (step) => void collected.before.push(step)
export const after = (step) => void collected.after.push(step)
export const beforeEach = (step) => void collected.beforeEach.push(step)
export const afterEach = (step) => void collected.afterEach.push(step)

/** Loads a file and runs its tests. Gives each, and with what it failed. */
export async function runFile(load) {
  collected = empty()
  try {
    await load()
  } catch (error) {
    return [{ name: 'the file loads', outcome: 'failed', message: describe(error) }]
  }
  const file = collected
  for (const step of file.before) await step()
  const results = []
  for (const one of file.tests) {
    for (const step of file.beforeEach) await step()
    const failure = await runTest(one)
    const outcome = failure === undefined ? 'passed' : 'failed'
    results.push({ name: one.name, outcome, message: failure && describe(failure.error) })
    for (const step of file.afterEach) await step()
  }
  for (const step of file.after) await step()
  return results
}

async function runTest({ name, body }) {
  const cleanups = []
  const context = { name, after: (step) => void cleanups.push(step), diagnostic: () => undefined }
  let failure
  try {
    await withinTime(body(context))
  } catch (error) {
    failure = { error }
  }
  for (const step of cleanups) {
    try {
      await step()
    } catch (error) {
      failure ??= { error }
    }
  }
  return failure
}

async function withinTime(work) {
  let timer
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done in ${LIMIT_MS / 1000} s`)), LIMIT_MS)
  })
  try {
    await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

const describe = (error) => String(error?.stack ?? error)

function empty() {
  return { tests: [], before: [], after: [], beforeEach: [], afterEach: [] }
}
