import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { COMMANDS } from '../dist/commands.js'
import { run } from './support/run.ts'
import { COMMAND } from './support/scene.ts'

/** The modules that a command line loads, without those of Node. */
function modulesOf(args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tokenstile-'))
  try {
    const hooks = join(folder, 'hooks.mjs')
    writeFileSync(
      hooks,
      `import { register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent(\`
import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  if (url.startsWith('file:')) writeSync(2, 'LOADED ' + url + '\\\\n')
  return next(url, context)
}\`))`,
    )
    const { stderr, status } = spawnSync(process.execPath, ['--import', hooks, COMMAND, ...args], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    return [...stderr.matchAll(/^LOADED (.*)$/gm)]
      .map(([, url = '']) => url)
      .filter((url) => !url.endsWith('hooks.mjs'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('--help loads the names of commands and commander, and nothing of what they do', () => {
  const modules = modulesOf(['--help'])
  assert.ok(modules.length > 10)
  for (const url of modules) {
    assert.match(
      url,
      /\/node_modules\/commander\/|\/cli\/dist\/[\w-]+\.js$|\/cli\/dist\/(commands|terminal)\/|-options\.js$|without-tokens\.js$|shells\.js$/,
    )
  }
})

test('a command loads what it needs: decode neither the verifier, the issuer nor the gateway', () => {
  for (const url of modulesOf(['decode', '--help']))
    assert.doesNotMatch(url, /packages\/(issuer|gateway|tokenstile)\//)
})

test('every command has examples in its help', async () => {
  const nobody = { out: () => {}, err: () => {}, columns: 80 }
  for (const makeCommand of COMMANDS) {
    const name = makeCommand(nobody as never).name()
    // The gateway has a help of its own.
    if (name === 'gateway') continue
    const { code, out } = await run([name, '--help'])
    assert.equal(code, 0)
    assert.match(out, /\nExamples:\n {2}# /, name)
  }
})

test('--version says which version this is', async () => {
  const { version } = JSON.parse(readFileSync(join('packages', 'cli', 'package.json'), 'utf8')) as {
    version: string
  }
  assert.deepEqual(await run(['--version']), { code: 0, out: `${version}\n`, err: '' })
})

test('the gateway answers behind its name, by its own help', async () => {
  const { code, out } = await run(['gateway', '--help'])
  assert.equal(code, 0)
  assert.match(out, /^Usage: tokenstile gateway /)
  const mistake = await run(['gateway', 'check', 'nowhere.yaml'])
  assert.equal(mistake.code, 2)
  assert.match(mistake.err, /^nowhere\.yaml: cannot be opened; hint: /)
})

test('bash completes commands and options', async () => {
  const { out } = await run(['completion', 'bash'])
  const script = `${out}
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _tokenstile; echo "\${COMPREPLY[*]}"; }
complete_words tokenstile pro
complete_words tokenstile probe --token-
complete_words tokenstile users dis
complete_words tokenstile users add --em
complete_words tokenstile completion z
complete_words tokenstile fault jw
complete_words tokenstile gateway ch`
  const { stdout, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  assert.deepEqual(
    [status, stdout],
    [0, 'probe\n--token-file --token-header\ndisable\n--email\nzsh\njwks\ncheck\n'],
  )
})

test('zsh and fish get a word and a sentence for each command', async () => {
  for (const shell of ['zsh', 'fish']) {
    const { code, out } = await run(['completion', shell])
    assert.equal(code, 0)
    for (const name of ['verify', 'probe', 'gateway']) assert.match(out, new RegExp(`\\b${name}\\b`))
  }
  const { code, err } = await run(['completion', 'tcsh'])
  assert.equal(code, 2)
  assert.match(err, /bash, zsh, fish/)
})
