import path from 'node:path'
import { readDeclarations } from './declarations.mjs'
import { inRoot, readJson } from './repository.mjs'

const LIBRARY = inRoot('packages/tokenstile')

/** Where the committed report lies. */
export const API_FOLDER = path.join(LIBRARY, 'api')

/**
 * The public declarations of the library, as a map from the file's name in the report to its text. An entry's file has
 * what it exports, then what that mentions, each as compiled; what an earlier entry already showed is not repeated.
 *
 * @param {'import' | 'require'} format
 */
export async function readApi(format) {
  const { exports } = readJson(path.join(LIBRARY, 'package.json'))
  const entries = Object.entries(exports).filter(([, entry]) => entry[format] !== undefined)
  const files = entries.map(([, entry]) => path.join(LIBRARY, entry[format].types))
  const declarations = await readDeclarations(files)
  return new Map(
    entries.map(([subpath], index) => [toFileName(subpath), toText(subpath, declarations[index])]),
  )
}

function toFileName(subpath) {
  return subpath === '.' ? 'index.d.ts' : `${subpath.slice(2)}.d.ts`
}

function toText(subpath, { exported, mentioned, global }) {
  const name = path.posix.join('tokenstile', subpath)
  const rest =
    mentioned.length === 0 ? [] : [`// Not exported by ${name}, but part of the above:`, ...mentioned]
  const everywhere = global.length === 0 ? [] : [`// What ${name} declares for everyone:`, ...global]
  return `${[`// What ${name} exports:`, ...exported, ...everywhere, ...rest].join('\n\n')}\n`
}
