import './steps/node-version.mjs'
import { checkApi } from './checks/api-report.mjs'
import { checkDeadCode } from './checks/dead-code.mjs'
import { checkDocuments } from './checks/documents.mjs'
import { checkFormat } from './checks/format.mjs'
import { checkLint } from './checks/lint.mjs'
import { checkLocalPaths } from './checks/local-paths.mjs'
import { checkLockFile } from './checks/lock-file.mjs'
import { checkPackage } from './checks/packed-package.mjs'
import { compile } from './steps/compile.mjs'
import { installDependencies } from './steps/install.mjs'

// A check gives `{ ok, output }`; the output is shown only where it is not ok. One failure does not hide the next.
const CHECKS = [
  ['format (prettier; npm run format mends it)', checkFormat],
  ['lint (oxlint)', checkLint],
  ['dead code and dependencies (knip)', checkDeadCode],
  ['packed library (publint, attw)', checkPackage],
  ['API report (npm run api rewrites it)', checkApi],
  ['made documents (npm run docs rewrites them)', checkDocuments],
  ['lock file', checkLockFile],
  ['no local paths', checkLocalPaths],
]

process.exitCode = (await installDependencies()) || (await compile()) || (await checkAll())

async function checkAll() {
  let code = 0
  for (const [name, check] of CHECKS) {
    const { ok, output } = await check().catch((error) => ({ ok: false, output: error.stack }))
    console.log(`${ok ? 'ok    ' : 'failed'}  ${name}`)
    if (!ok) {
      console.log(output.trim().replace(/^/gm, '    '))
      code = 1
    }
  }
  return code
}
