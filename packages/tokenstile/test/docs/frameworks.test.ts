import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AuthError, toResponse } from 'tokenstile'
import { inRepository } from '../package/child-process.ts'
import { readBlocksOf } from './code-blocks.ts'
import { assertLinks } from './links.ts'

const SECTIONS = [
  'Install',
  'Protect',
  'Who is it',
  'Demand more',
  'Test it',
  'What the client sees when it fails',
]

/** The pages of frameworks, each with an example. */
const FRAMEWORKS = [
  'express',
  'fastify',
  'hono',
  'koa',
  'nestjs',
  'node',
  'fetch',
  'trpc',
  'graphql-yoga',
  'socket-io',
  'elysia',
]

/** Pages whose code is tested where their adapter is. */
const TESTED_ELSEWHERE = ['mcp', 'nextjs', 'own']

/** An example is named as the subpath of the library, a page as the framework. */
const exampleOf = (name: string): string => (name === 'nestjs' ? 'nest' : name)

/** Each page whose code is an example's. */
const PAGES: readonly (readonly [page: string, example: string])[] = [
  ...FRAMEWORKS.map((name) => [`docs/frameworks/${name}.md`, exampleOf(name)] as const),
  ...['cookies', 'login-redirect', 'reauthentication'].map((name) => [`docs/${name}.md`, name] as const),
]

/** What starts an example: the pages do not repeat it. */
const STARTS = 'start.ts'

const read = (path: string): string => readFileSync(inRepository(path), 'utf8')

for (const [page, example] of PAGES) {
  const lines = read(page).split('\n')
  const blocks = readBlocksOf(page, 'ts').map(({ text, line }) => {
    const lead = lines.slice(0, line - 1).findLast((one) => one !== '') ?? ''
    return { text, line, file: /`((?:src|test)\/[\w.-]+)`:$/.exec(lead)?.[1], isWhole: lead.startsWith('`') }
  })

  test(`${page} shows the files of its example, or whole lines of them`, () => {
    assert.ok(blocks.length > 0)
    for (const { text, line, file, isWhole } of blocks) {
      assert.ok(file !== undefined, `line ${line}: the line above the block names its file`)
      const code = read(`examples/${example}/${file}`)
      if (isWhole) assert.equal(text, code, `line ${line}: is all of ${file}`)
      else assert.ok(withoutIndent(code).includes(withoutIndent(text)), `line ${line}: is a part of ${file}`)
    }
  })

  test(`${page} shows all code of its example`, () => {
    const sources = readdirSync(inRepository(`examples/${example}/src`)).filter((file) => file !== STARTS)
    const shown = blocks.filter(({ isWhole }) => isWhole).map(({ file }) => file)
    for (const file of sources) assert.ok(shown.includes(`src/${file}`), file)
  })

  test(`the example of ${page} has fewer than 40 lines of code, not counting imports and comments`, () => {
    const sources = readdirSync(inRepository(`examples/${example}/src`))
    // What starts the first example also prints what to try.
    const counted = sources.filter((file) => example !== 'express' || file !== STARTS)
    const code = counted.flatMap((file) => codeLines(read(`examples/${example}/src/${file}`)))
    assert.ok(code.length < 40, `${code.length} lines`)
  })

  test(`every link of ${page} leads to a file and a heading`, () => assertLinks(page))
}

for (const name of FRAMEWORKS) {
  const page = `docs/frameworks/${name}.md`

  test(`${page} has the sections of every page`, () => {
    const headings = Array.from(read(page).matchAll(/^## (.+)$/gm), ([, heading]) => heading)
    assert.deepEqual(headings, SECTIONS)
  })

  test(`${page} installs what its example depends on`, () => {
    const [install] = readBlocksOf(page, 'sh').map(({ text }) => text)
    const commands = (install ?? '').trim().split('\n')
    const [packages = [], tools = []] = commands.map((command) =>
      command.replace(/^npm install (--save-dev )?/, '').split(' '),
    )
    const { dependencies, devDependencies = {} } = JSON.parse(
      read(`examples/${exampleOf(name)}/package.json`),
    ) as {
      readonly dependencies: Record<string, string>
      readonly devDependencies?: Record<string, string>
    }
    // The first example starts an issuer beside itself.
    const { '@tokenstile/issuer': issuer = '', ...others } = dependencies
    assert.deepEqual(packages.toSorted(), Object.keys(others).toSorted())
    const offered = Object.keys({
      ...devDependencies,
      ...(issuer !== '' && { '@tokenstile/issuer': issuer }),
    })
    for (const tool of tools) assert.ok(offered.includes(tool), tool)
  })
}

test('every page of a framework is tested, and listed in the index', () => {
  const pages = readdirSync(inRepository('docs/frameworks')).filter((file) => file !== 'README.md')
  const known = [...FRAMEWORKS, ...TESTED_ELSEWHERE]
  assert.deepEqual(pages.toSorted(), known.map((name) => `${name}.md`).toSorted())
  const index = read('docs/frameworks/README.md')
  for (const name of known) assert.match(index, new RegExp(`^\\| \\[[^\\]]+\\]\\(${name}\\.md\\) `, 'm'))
})

/** The packages whose majors a row of the index counts, the oldest first. */
const INSTALLED: Readonly<Record<string, readonly string[]>> = {
  express: ['express4', 'express'],
  fastify: ['fastify'],
  hono: ['hono'],
  koa: ['koa2', 'koa'],
  nestjs: [
    '../fixtures/nest/10/node_modules/@nestjs/core',
    '../fixtures/nest/11/node_modules/@nestjs/core',
    '@nestjs/core',
  ],
  nextjs: ['../fixtures/next/15/node_modules/next', 'next'],
  trpc: ['@trpc/server'],
  'graphql-yoga': ['graphql-yoga'],
  'socket-io': ['socket.io'],
  elysia: ['elysia'],
}

test('the index names the versions that are tested', () => {
  const index = read('docs/frameworks/README.md')
  for (const [name, packages] of Object.entries(INSTALLED)) {
    const row = new RegExp(`^\\|[^|]*\\(${name}\\.md\\) .*$`, 'm').exec(index)?.[0] ?? assert.fail(name)
    const named = /\| +([\d., ]+?) +\|/.exec(row)?.[1]?.split(', ')
    const tested = packages.map((one) => {
      const { version } = JSON.parse(read(`node_modules/${one}/package.json`)) as { readonly version: string }
      return version
    })
    assert.equal(named?.length, tested.length, row)
    tested.forEach((version, at) =>
      assert.ok(`${version}.`.startsWith(`${named?.[at]}.`), `${name} ${version}`),
    )
  }
})

test('the index shows a refusal as it is sent', () => {
  const [block] = readBlocksOf('docs/frameworks/README.md', 'http').map(({ text }) => text)
  const { status, headers, body } = toResponse(new AuthError('token_expired'))
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  assert.equal(block, `HTTP/1.1 ${status} Unauthorized\n${lines.join('\n')}\n\n${body}\n`)
})

test('every link of the index of frameworks leads to a file and a heading', () =>
  assertLinks('docs/frameworks/README.md'))

const withoutIndent = (code: string): string => code.replaceAll(/^ +/gm, '')

const codeLines = (code: string): readonly string[] =>
  code
    .replaceAll(/^import [^']+'[^']+'$/gm, '')
    .split('\n')
    .filter((line) => !/^\s*(?:$|\/\/|\/?\*)/.test(line))
