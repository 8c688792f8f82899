import './steps/node-version.mjs'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { API_FOLDER, readApi } from './steps/api-files.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'

process.exitCode = (await installDependencies()) || (await compile('packages/tokenstile'))
if (process.exitCode === 0) writeApi(await readApi('import'))

function writeApi(files) {
  rmSync(API_FOLDER, { recursive: true, force: true })
  for (const [name, text] of files) {
    const file = path.join(API_FOLDER, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  console.log(`wrote ${files.size} files to packages/tokenstile/api`)
}
