import './steps/node-version.mjs'
import { writeFileSync } from 'node:fs'
import { compile } from './steps/compile.mjs'
import { makeDocuments } from './steps/documents.mjs'
import { installDependencies } from './steps/install.mjs'
import { inRoot } from './steps/repository.mjs'

process.exitCode = (await installDependencies()) || (await compile('packages/cli'))
if (process.exitCode === 0) {
  for (const [name, text] of await makeDocuments()) {
    writeFileSync(inRoot(name), text)
    console.log(`wrote ${name}`)
  }
}
