import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { readBlocksOf } from '../docs/code-blocks.ts'
import { inRepository, runNode } from '../package/child-process.ts'

const PAGE = 'docs/frameworks/mcp.md'
const [handler, handlerTest, ...otherScripts] = readBlocksOf(PAGE, 'js').map(({ text }) => text)
const programs = readBlocksOf(PAGE, 'ts').map(({ text }) => text)

// Inside the repository, so that the blocks find the packages that they import.
const folder = inRepository('packages/tokenstile/.test/mcp-page')
before(() => mkdirSync(folder, { recursive: true }))
after(() => rmSync(folder, { recursive: true, force: true }))

test('the page on MCP shows the example as it is', () => {
  assert.deepEqual(programs, [readFileSync(inRepository('examples/mcp/src/server.ts'), 'utf8')])
})

test("the page's handler passes the page's test", async () => {
  assert.deepEqual(otherScripts, [])
  writeFileSync(join(folder, 'handler.mjs'), handler as string)
  writeFileSync(join(folder, 'handler.test.mjs'), handlerTest as string)
  const { code, output } = await runNode(['--test', 'handler.test.mjs'], folder)
  assert.equal(code, 0, output)
  assert.match(output, /pass 1/)
})

test('every link of the page on MCP leads to a file', () => {
  const text = readFileSync(inRepository(PAGE), 'utf8')
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target as string)
  assert.ok(targets.length > 2)
  for (const target of targets) assert.ok(existsSync(inRepository(join(dirname(PAGE), target))), target)
})
