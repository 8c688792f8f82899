import { createIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inRepository } from '../support/node-process.ts'

const text = readFileSync(inRepository('docs/issuer.md'), 'utf8')
const blocksOf = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block)

// Inside the repository, so that the blocks find the packages that they import.
const folder = inRepository('packages/issuer/.test/guide')
before(() => mkdirSync(folder, { recursive: true }))
after(() => rmSync(folder, { recursive: true }))

function writePeople(): string {
  const file = join(folder, 'people.yaml')
  writeFileSync(file, blocksOf('yaml')[0] ?? '')
  return file
}

suite('the guide to the issuer', () => {
  const hasCurl = spawnSync('curl', ['--version']).status === 0
  test('has commands that all succeed', { skip: !hasCurl && 'there is no curl here' }, async () => {
    const issuer = await createIssuer({ file: writePeople() }).listen()
    try {
      for (const block of blocksOf('sh')) {
        const commands = block.replaceAll('http://localhost:4000', issuer.endpoint)
        const script = `set -e\ncurl() { command curl --fail --silent --show-error "$@"; }\n${commands}`
        const { code, output } = await runShell(script)
        strictEqual(code, 0, `${block}\n${output}`)
      }
    } finally {
      await issuer.close()
    }
  })

  test('has a file of people that is read', () => {
    const issuer = createIssuer({ file: writePeople() })
    deepStrictEqual(
      issuer.users().map(({ id }) => id),
      ['alice', 'bob', 'guest', 'mallory'],
    )
  })

  for (const [index, block] of blocksOf('js').entries()) {
    test(`has code that runs (${index + 1})`, async () => {
      const file = join(folder, `block-${index}.mjs`)
      writeFileSync(file, block)
      const { issuer } = (await import(pathToFileURL(file).href)) as {
        issuer: ReturnType<typeof createIssuer>
      }
      ok(await issuer.token({ user: 'alice' }))
    })
  }

  test('lists the faults as the issuer does', () => {
    const [, table = ''] = /<!-- faults -->\n(.*?)<!-- \/faults -->/s.exec(text) ?? []
    const rows = table
      .trim()
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
    deepStrictEqual(
      rows,
      createIssuer()
        .faults()
        .map(({ name, sentence, attack }) => [`\`${name}\``, sentence, attack]),
    )
  })

  test('has links that lead somewhere', () => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    )
    for (const [, anchor = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) ok(headings.includes(anchor), anchor)
  })
})

function runShell(script: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr }),
    )
  })
}
