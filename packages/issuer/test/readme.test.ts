import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { suite, test } from 'node:test'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const sections = readme.split('\n## ').flatMap((section) => {
  const title = section.slice(0, section.indexOf('\n'))
  return [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => ({ title, code }))
})

suite('the code of the README runs', () => {
  for (const [index, { title, code }] of sections.entries()) {
    test(`${title} (${index + 1} of ${sections.length})`, async () => {
      // A file of the package, because that is where its name resolves to itself.
      const file = new URL(`readme-block-${index}.mjs`, import.meta.url)
      writeFileSync(file, code.replaceAll('console.log(', 'String('))
      try {
        await import(file.href)
      } finally {
        rmSync(file)
      }
    })
  }
})
