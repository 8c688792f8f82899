// Imported first and for its effect: an old Node must stop with this sentence, not with a syntax error of a tool.
import { readFileSync } from 'node:fs'

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const [needMajor, needMinor] = engines.node.replace('>=', '').split('.').map(Number)
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < needMajor || (major === needMajor && minor < needMinor)) {
  console.error(
    `Tokenstile needs Node ${needMajor}.${needMinor} or newer; this is Node ${process.versions.node}.`,
  )
  console.error('hint: install a current Node from https://nodejs.org, then run the same command again')
  process.exit(1)
}
