import { inRoot, readJson } from '../steps/repository.mjs'

/** The lock files of the repository: its own, and that of the runtimes, which are no workspace. */
const LOCK_FILES = ['package-lock.json', 'runtimes/package-lock.json']

export async function checkLockFile() {
  const problems = LOCK_FILES.flatMap((file) => findLockProblems(readJson(inRoot(file))))
  return { ok: problems.length === 0, output: problems.join('\n') }
}

/**
 * A lock file must work with everybody's registry, on every platform, and prove what it installs: no entry names a
 * place to download from (`.npmrc` has npm leave it out), every entry that is downloaded has a SHA-512, and the binaries
 * of other platforms are listed too. (npm drops those in silence when its registry lacks them; `npm ci` then refuses.)
 */
export function findLockProblems({ packages }) {
  const names = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)))
  return Object.entries(packages).flatMap(([place, entry]) => [
    ...findSourceProblems(place, entry),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !names.has(name))
      .map(
        (name) =>
          `${place} needs ${name}, which is not listed; hint: take a version with all its binaries published`,
      ),
  ])
}

function findSourceProblems(place, entry) {
  if (!place.includes('node_modules/') || entry.link === true || entry.inBundle === true) return []
  if (entry.resolved !== undefined) return [`${place} is fixed to ${entry.resolved}`]
  return (entry.integrity ?? '').startsWith('sha512-') ? [] : [`${place} has no sha512 integrity`]
}
