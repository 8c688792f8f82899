import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { inRoot, listFiles, readJson } from './repository.mjs'

const OUTPUT = /\.(js|d\.ts)(\.map)?$/

/**
 * Deletes compiled files whose source is gone. tsc leaves them, and they would be packed, imported and counted.
 */
export function removeStaleOutput() {
  for (const { path: reference } of readJson(inRoot('tsconfig.json')).references) {
    const config = reference.endsWith('.json') ? inRoot(reference) : inRoot(reference, 'tsconfig.json')
    if (!existsSync(config)) continue
    const [rootDir, outDir] = [readFolder(config, 'rootDir'), readFolder(config, 'outDir')]
    for (const file of listFiles(outDir).filter((name) => OUTPUT.test(name))) {
      const source = path.join(rootDir, path.relative(outDir, file).replace(OUTPUT, ''))
      if (!existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)) rmSync(file)
    }
  }
}

// A tsconfig.json may hold comments, and what it does not say its base says: so a search, not a parser.
function readFolder(config, option) {
  const text = readFileSync(config, 'utf8')
  const find = (name) => new RegExp(`"${name}":\\s*"([^"]+)"`).exec(text)?.[1]
  const own = find(option)
  if (own !== undefined) return path.join(path.dirname(config), own)
  return readFolder(path.join(path.dirname(config), find('extends')), option)
}
