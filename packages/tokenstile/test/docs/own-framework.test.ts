import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createIssuer } from '@tokenstile/issuer'
import { listening } from '../contract/listening.ts'
import { inRepository } from '../package/child-process.ts'
import { readBlocksOf } from './code-blocks.ts'
import { assertLinks } from './links.ts'
import { createApp } from './own-adapter.ts'

const PAGE = 'docs/frameworks/own.md'

test('the page on a framework of your own shows code that runs', async (t) => {
  const [block] = readBlocksOf(PAGE, 'ts')
  assert.equal(
    block?.text,
    readFileSync(inRepository('packages/tokenstile/test/docs/own-adapter.ts'), 'utf8'),
  )
  const issuer = await createIssuer().listen({ port: 0 })
  t.after(() => issuer.close())
  const url = await listening(t, createApp(issuer.endpoint).listen(0, '127.0.0.1'))
  const statusFor = async (headers: Record<string, string>): Promise<number> => {
    const { status } = await fetch(url, { headers })
    return status
  }
  const bearer = async (roles: readonly string[]): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuer.token({ user: { id: 'alice', roles } })}`,
  })
  assert.equal(await statusFor({}), 401)
  assert.equal(await statusFor(await bearer([])), 403)
  assert.equal(await statusFor(await bearer(['admin'])), 200)
})

test('every link of the page on a framework of your own leads to a file and a heading', () =>
  assertLinks(PAGE))
