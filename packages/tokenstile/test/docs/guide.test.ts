import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inRepository, runNode } from '../package/child-process.ts'
import { readBlocksOf } from './code-blocks.ts'

// Inside the repository, so that the blocks find the packages that they import.
const folder = inRepository('packages/tokenstile/.test/guide')

before(() => mkdirSync(folder, { recursive: true }))
after(() => rmSync(folder, { recursive: true, force: true }))

const blocks = ['guide', 'keys'].flatMap((page) =>
  readBlocksOf(`docs/${page}.md`, 'js').map((block) => ({ ...block, page })),
)
for (const { text, line, page } of blocks) {
  test(`the block at line ${line} of docs/${page}.md runs`, async () => {
    const file = join(folder, `${page}-${line}.mjs`)
    writeFileSync(file, text)
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
    assert.ok(Object.keys(module).length > 0, 'the block exports something')
  })
}

test('the types of the guide compile', async () => {
  readBlocksOf('docs/guide.md', 'ts').forEach(({ text }, index) =>
    writeFileSync(join(folder, `${index}.mts`), text),
  )
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { module: 'nodenext', strict: true, noEmit: true, types: ['node'], target: 'es2022' },
      include: ['*.mts'],
    }),
  )
  const { code, output } = await runNode(
    [inRepository('node_modules/typescript/bin/tsc'), '-p', folder],
    folder,
  )
  assert.equal(code, 0, output)
})
