import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { errorsDocument } from './errors-document.mjs'
import { inRoot } from './repository.mjs'
import { securityModelDocument } from './security-table.mjs'

/** The documents that are made, not written: each by its path, with its text as it should be now. */
export async function makeDocuments() {
  const library = inRoot('packages/tokenstile/dist/esm/index.js')
  const { ERRORS } = await import(pathToFileURL(library).href)
  return new Map([
    ['docs/errors.md', await formatted(errorsDocument(ERRORS))],
    ['docs/security-model.md', await formatted(securityModelDocument())],
    ['packages/gateway/schema.json', await gatewaySchema()],
    ['packages/cli/man/tokenstile.1', await manPage()],
  ])
}

/** The page of the manual for the command line. */
async function manPage() {
  const { makeManPage } = await import(
    pathToFileURL(inRoot('packages/cli/dist/manual/make-man-page.js')).href
  )
  const { version } = JSON.parse(readFileSync(inRoot('packages/cli/package.json'), 'utf8'))
  const nobody = { out: () => {}, err: () => {}, environment: {}, columns: 80 }
  return makeManPage(nobody, version)
}

/** What editors complete and check a gateway's configuration with. */
async function gatewaySchema() {
  const { jsonSchema } = await import(
    pathToFileURL(inRoot('packages/gateway/dist/config/json-schema.js')).href
  )
  const { format, resolveConfig } = await import('prettier')
  return format(JSON.stringify(jsonSchema), { ...(await resolveConfig(inRoot('README.md'))), parser: 'json' })
}

async function formatted(markdown) {
  const { format, resolveConfig } = await import('prettier')
  const config = await resolveConfig(inRoot('README.md'))
  return format(markdown, { ...config, parser: 'markdown' })
}
