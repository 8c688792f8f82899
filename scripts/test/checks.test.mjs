import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLocalPaths } from '../checks/local-paths.mjs'
import { findLockProblems } from '../checks/lock-file.mjs'
import { diffLines } from '../steps/diff-lines.mjs'

const entry = { version: '1.0.0', integrity: 'sha512-x' }

test('a lock file with hashes and without places is accepted', () => {
  const packages = {
    '': {},
    'node_modules/a': entry,
    'node_modules/ours': { resolved: 'packages/ours', link: true },
  }
  assert.deepEqual(findLockProblems({ packages }), [])
})

test('a lock file that is fixed to one registry is refused', () => {
  const packages = { 'node_modules/a': { ...entry, resolved: 'https://registry.example/a-1.0.0.tgz' } }
  assert.match(findLockProblems({ packages }).join(), /^node_modules\/a is fixed to/)
})

test('a lock file with an entry that proves nothing is refused', () => {
  const packages = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { ...entry, integrity: 'sha1-x' },
  }
  assert.equal(findLockProblems({ packages }).length, 2)
})

test('a lock file without the binary of some other platform is refused', () => {
  const packages = {
    'node_modules/a': { ...entry, optionalDependencies: { '@a/darwin': '1.0.0', '@a/linux': '1.0.0' } },
  }
  packages['node_modules/a/node_modules/@a/linux'] = entry
  assert.match(findLockProblems({ packages }).join(), /^node_modules\/a needs @a\/darwin/)
})

test('a path of one machine is found, a path of a URL or a repository is not', () => {
  const home = ['', 'home', 'somebody'].join('/')
  assert.deepEqual(findLocalPaths(`see ${home}/code`, '/elsewhere/checkout'), [home])
  assert.deepEqual(findLocalPaths('in /elsewhere/checkout/src', '/elsewhere/checkout'), [
    '/elsewhere/checkout',
  ])
  assert.deepEqual(
    findLocalPaths('https://issuer.example/home/x, src/home/x, /usr/bin/env', '/elsewhere/checkout'),
    [],
  )
})

test('a difference shows what went and what came, in order', () => {
  assert.equal(diffLines('a\nb\nc\n', 'a\nx\nc\nd\n'), '- b\n+ x\n+ d')
  assert.equal(diffLines(undefined, 'a\n'), '+ a')
  assert.equal(diffLines('a\n', 'a\n'), '')
})
