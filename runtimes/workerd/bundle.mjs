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

/**
 * Bundles a Worker as Cloudflare's own tools do. Gives its text. `files` are the test files that it holds, `shown` is the
 * text of the page that it runs.
 */
export async function bundleWorker(entry, { files = [], shown = '' } = {}) {
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
    plugins: [
      inTheWorkersForm,
      module('tokenstile-suites', textOfSuites(files)),
      module('tokenstile-page', shown),
    ],
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
function textOfSuites(files) {
  const loads = files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(inRoot(file))}),`)
  return [`export { engine } from '#crypto'`, `export const FILES = {`, ...loads, `}`].join('\n')
}

/** A module that is no file, as if it lay in the library's folder. */
function module(name, contents) {
  return {
    name,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, ({ path }) => ({ path, namespace: name }))
      onLoad({ filter: /.*/, namespace: name }, () => ({ resolveDir: LIBRARY, contents }))
    },
  }
}
