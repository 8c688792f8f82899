import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTarget } from '../../dist/asked/target.js'
import { createRuleBook } from '../../dist/rules/rule-book.js'
import type { Rule } from '../../dist/rules/rule.js'

type Given = Partial<Pick<Rule, 'prefix' | 'methods' | 'hosts' | 'isAnonymous'>>

/** Which rule decides of a request. */
function find(rules: readonly Given[], method: string, host: string, uri: string): number | string {
  const book = createRuleBook(rules.map((rule, index) => ({ prefix: '', index, ...rule }) as Rule))
  const found = book.find({ method, host, ...(readTarget(uri) ?? assert.fail()) })
  return found.kind === 'rule' ? found.rule.index : found.kind
}

test('a prefix ends where a segment does', () => {
  const rules = [{ prefix: '/api' }]
  for (const uri of ['/api', '/api/', '/api/x', '/api?x', '/%61pi/x'])
    assert.equal(find(rules, 'GET', 'a', uri), 0, uri)
  for (const uri of ['/', '/ap', '/apis', '/api.json', '/API'])
    assert.equal(find(rules, 'GET', 'a', uri), 'none', uri)
})

test('the first rule that fits decides', () => {
  const rules = [{ prefix: '/a/b', methods: ['GET'] }, { prefix: '/a' }]
  assert.equal(find(rules, 'GET', 'h', '/a/b'), 0)
  assert.equal(find(rules, 'POST', 'h', '/a/b'), 1)
})

test('methods and hosts are exact', () => {
  const rules = [{ methods: ['GET'], hosts: ['api.example'] }]
  assert.equal(find(rules, 'GET', 'api.example', '/'), 0)
  assert.equal(find(rules, 'HEAD', 'api.example', '/'), 'none')
  assert.equal(find(rules, 'GET', 'evil.api.example', '/'), 'none')
})

test('what may mean another path is refused where the rules differ by path, and only there', () => {
  assert.equal(find([{}], 'GET', 'a', '/x//y'), 0)
  assert.equal(find([{ prefix: '/public' }, {}], 'GET', 'a', '/public//../admin'), 'ambiguous')
})

test('no rule is evaded by letters of another case, which many backends do not tell apart', () => {
  const rules = [{ prefix: '/public', isAnonymous: true }, { prefix: '/admin' }, {}]
  for (const uri of ['/ADMIN', '/Admin/x', '/admi%4E', '/%61DMIN/', '/adm%C4%B1n']) {
    assert.equal(find(rules, 'GET', 'a', uri), 'ambiguous', uri)
  }
  assert.equal(find(rules, 'GET', 'a', '/admin/Users'), 1)
  assert.equal(find(rules, 'GET', 'a', '/Administration'), 2)
  // Who takes it for the open path gives nothing away.
  assert.equal(find(rules, 'GET', 'a', '/PUBLIC'), 2)
  assert.equal(find(rules.slice(0, 2), 'GET', 'a', '/ADMIN'), 'none')
  // Where both are rules, the case is meant.
  assert.equal(find([{ prefix: '/admin' }, { prefix: '/Admin' }], 'GET', 'a', '/Admin'), 1)
})
