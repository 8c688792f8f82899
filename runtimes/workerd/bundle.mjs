import path from 'node:path'
import { build } from 'esbuild'
import { inRoot } from '../../scripts/steps/repository.mjs'

const HERE = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)
const LIBRARY = inRoot('packages/tokenstile')
/** Where a module of the Worker seems to lie: deep enough for what is read relative to the repository. */
const PLACE = 'file:///bundle/1/2/3/4/5/worker.mjs'

/** What has another form on Workers than on Node: modules by their name, ours by the end of their path. */
const REPLACED = {
  'node:test': 'node-test.mjs',
  '/contract/fetch-server.js': 'fetch-server.mjs',
  '/support/loopback-server.js': 'loopback-server.mjs',
  '/support/background.js': 'background.mjs',
}

/** Bundles a Worker as Cloudflare's own tools do. Gives its text. */
export async function bundleWorker(entry, files = []) {
  const { outputFiles } = await build({
    entryPoints: [path.join(HERE, entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    define: { 'import.meta.url': JSON.stringify(PLACE) },
    nodePaths: [inRoot('node_modules')],
    plugins: [inTheWorkersForm, suites(files)],
    logLevel: 'warning',
  })
  return outputFiles[0].text
}

const inTheWorkersForm = {
  name: 'in the form of Workers',
  setup({ onResolve }) {
    onResolve({ filter: /^node:test$|^\..*\.js$/ }, ({ path: imported, resolveDir }) => {
      const full = imported.startsWith('.') ? path.join(resolveDir, imported) : imported
      const [, own] = Object.entries(REPLACED).find(([end]) => full.endsWith(end)) ?? []
      return own === undefined ? undefined : { path: path.join(HERE, own) }
    })
  },
}

/** The compiled test files, each loaded when it is asked for: what they do while they are loaded needs a request. */
const suites = (files) => ({
  name: 'suites',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^tokenstile-suites$/ }, ({ path }) => ({ path, namespace: 'suites' }))
    onLoad({ filter: /.*/, namespace: 'suites' }, () => ({
      resolveDir: LIBRARY,
      contents: [
        `export { engine } from '#crypto'`,
        `export const FILES = {`,
        ...files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(inRoot(file))}),`),
        `}`,
      ].join('\n'),
    }))
  },
})
