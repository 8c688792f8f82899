import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { inRepository } from '../package/child-process.ts'

const read = (path: string): string => readFileSync(inRepository(path), 'utf8')

/** Requires that every link of a page within the repository leads to a file and a heading. */
export function assertLinks(page: string): void {
  for (const [, target = '', anchor] of read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
    const file = target === '' ? page : new URL(target, `file:///${page}`).pathname.slice(1)
    assert.ok(existsSync(inRepository(file)), `links to ${target}`)
    if (anchor === undefined) continue
    const headings = Array.from(read(file).matchAll(/^#+ (.+)$/gm), ([, heading = '']) => toAnchor(heading))
    assert.ok(headings.includes(anchor), `links to ${target}#${anchor}`)
  }
}

/** As GitHub names a heading. */
const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
