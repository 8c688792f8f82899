import { build, type BuildOptions } from 'esbuild'
import { inRepository } from './child-process.ts'

const FOLDER = inRepository('packages/tokenstile')

export interface Bundle {
  readonly text: string
  /** The files that went in, relative to the library. */
  readonly files: readonly string[]
  /** What stayed an import: `node:` modules and packages. */
  readonly externals: readonly string[]
}

/** Bundles everything that an entry of the library exports, as the bundler of a user would. */
export async function bundle(entry: string, options: BuildOptions): Promise<Bundle> {
  return await bundleProgram(`export * from '${entry}'`, options)
}

/** Bundles a program that lies beside the library's package.json and names the library as a user would. */
export async function bundleProgram(contents: string, options: BuildOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...options,
    stdin: { contents, resolveDir: FOLDER },
    absWorkingDir: FOLDER,
    bundle: true,
    minify: true,
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  return {
    text: outputFiles.map((file) => file.text).join(''),
    files: Object.keys(metafile.inputs).filter((file) => file !== '<stdin>'),
    externals: imports.filter((found) => found.external === true).map((found) => found.path),
  }
}
