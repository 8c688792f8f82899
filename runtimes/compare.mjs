import { ABSENT, DIFFERENT, filesFor, LEFT_OUT } from './left-out.mjs'

/**
 * What is wrong with a run: a test that failed or was skipped, one that is missing or is nowhere else, and one that was to
 * fail and passed. With the results of Node 22, by file, for comparison; without, only what ran is looked at.
 */
export function findProblems(runtime, results, reference) {
  const different = new Set(DIFFERENT.filter(({ on }) => on.includes(runtime)).flatMap(({ tests }) => tests))
  const judged = results.flatMap(({ name, outcome, message = '' }) => {
    if (different.has(name)) return outcome === 'failed' ? [] : [`passes now, take it off the list: ${name}`]
    return outcome === 'passed' ? [] : [`${outcome}: ${name}\n${message}`]
  })
  return reference === undefined ? judged : [...judged, ...findGaps(runtime, results, reference)]
}

function findGaps(runtime, results, reference) {
  const files = new Set(filesFor(runtime, [...new Set(reference.map(({ file }) => file))]))
  const absent = ABSENT.filter(({ on }) => on.includes(runtime)).map(({ tests }) => tests)
  const expected = reference.filter(
    ({ file, name }) => files.has(file) && !absent.some((pattern) => pattern.test(name)),
  )
  const [here, there] = [count(results), count(expected)]
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((name) => {
    const [ran, wanted] = [here.get(name) ?? 0, there.get(name) ?? 0]
    if (ran === wanted) return []
    return [`${ran < wanted ? 'missing' : 'found here alone'}: ${name} (${ran} times, not ${wanted})`]
  })
}

function count(results) {
  const counts = new Map()
  for (const { name } of results) {
    const shown = showControls(name)
    counts.set(shown, (counts.get(shown) ?? 0) + 1)
  }
  return counts
}

/** Some reports spell control characters out. */
function showControls(name) {
  // oxlint-disable-next-line no-control-regex -- they are what it looks for
  return name.replaceAll(/[\x00-\x1f\x7f]/g, (char) =>
    char === '\t' ? '\\t' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** Entries of the lists that name no file of all, or no test that ran on the first runtime. */
export function findStaleEntries(files, reference) {
  const names = reference.map(({ name }) => name)
  return [
    ...LEFT_OUT.filter(({ files: pattern }) => !files.some((file) => pattern.test(file))).map(
      ({ files: pattern }) => pattern,
    ),
    ...ABSENT.filter(({ tests }) => !names.some((name) => tests.test(name))).map(({ tests }) => tests),
    ...DIFFERENT.flatMap(({ tests }) => tests).filter((test) => !names.includes(test)),
  ].map((entry) => `names nothing, take it off the list: ${entry}`)
}
