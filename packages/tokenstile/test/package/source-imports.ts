import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript5'
import { inRepository } from './child-process.ts'

/** What each TypeScript file below a folder imports, types included; files are relative to the folder. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** Reads the imports of all sources below a folder of the repository. Relative ones become paths like the keys. */
export function readImports(folder: string): ImportGraph {
  const root = inRepository(folder)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'))
      const from = dirname(file).replaceAll('\\', '/')
      const imports = importedFiles.map(({ fileName }) =>
        fileName.startsWith('.') ? posix.join(from, fileName) : fileName,
      )
      return [file.replaceAll('\\', '/'), imports]
    }),
  )
}

/** A round trip through the graph, as the files it passes; nothing where there is none. */
export function findCycle(graph: ImportGraph): readonly string[] | undefined {
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (finished.has(file)) return undefined
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file])
      if (cycle !== undefined) return cycle
    }
    finished.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const cycle = visit(file, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}
