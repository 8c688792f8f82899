import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readHost } from '../../dist/asked/host.js'
import { readTarget } from '../../dist/asked/target.js'

test('cuts the query off and decodes the path', () => {
  const { path, rawPath, ambiguity } = readTarget('/a%20b/%C3%A9?x=/../') ?? assert.fail()
  assert.deepEqual(
    { path, rawPath, ambiguity },
    { path: '/a b/é', rawPath: '/a%20b/%C3%A9', ambiguity: undefined },
  )
})

test('a letter that was written as an escape is the letter', () => {
  assert.equal(readTarget('/%61dmin')?.path, '/admin')
})

const AMBIGUOUS = [
  '//admin',
  '/a//b',
  '/./admin',
  '/a/../admin',
  '/a/..',
  '/a/.',
  '/%2e%2e/admin',
  '/.%2E/admin',
  '/a%2fb',
  '/a%2Fb',
  '/a%5cb',
  '/a%5Cb',
  '/a\\b',
  '/a;x=1/b',
  '/..;/admin',
  '/a%3bb',
  '/a%00',
  '/a%0d%0ab',
  '/a%7f',
  '/a%252fb',
  '/a%3f',
  '/a%23',
]

for (const uri of AMBIGUOUS) {
  test(`${uri} may mean another path`, () => assert.notEqual(readTarget(uri)?.ambiguity, undefined))
}

const UNREADABLE = [
  '',
  '*',
  'a',
  'http://a/b',
  '/a b',
  '/a#b',
  '/a\u0000',
  '/a\n',
  '/é',
  '/a%',
  '/a%zz',
  '/a%ff',
  '/"',
  '/{a}',
  '/a|b',
]

for (const uri of UNREADABLE) {
  test(`${JSON.stringify(uri)} is no path`, () => assert.equal(readTarget(uri), undefined))
}

test('a path without an ambiguity is its own normal form', () => {
  const segment = fc.string({ unit: fc.constantFrom(...'ab./%2efF5cC;\\~?#0 '), maxLength: 8 })
  fc.assert(
    fc.property(segment, (text) => {
      const target = readTarget(`/${text}`)
      if (target === undefined || target.ambiguity !== undefined) return
      const { pathname } = new URL(target.rawPath, 'http://localhost')
      assert.equal(decodeURIComponent(pathname), target.path)
      assert.doesNotMatch(target.path, /\/\/|[\\;?#]|\/\.{1,2}(\/|$)/)
    }),
  )
})

test('a host is lower case, without port and without the dot at its end', () => {
  assert.equal(readHost('API.Example.COM.:8443'), 'api.example.com')
  assert.equal(readHost('[::1]:80'), '[::1]')
  for (const bad of ['', 'a b', 'a,b', 'user@host', 'a/b', 'a:b', '.', 'a..b', '[', 'a:123456']) {
    assert.equal(readHost(bad), undefined, bad)
  }
})
