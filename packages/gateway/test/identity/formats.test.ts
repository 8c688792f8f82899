import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { writeValue, type Format } from '../../dist/identity/formats.js'

const FORMATS: readonly Format[] = ['plain', 'csv', 'json', 'base64url', 'percent']

test('writes values as their format says', () => {
  assert.equal(writeValue('alice', 'plain'), 'alice')
  assert.equal(writeValue(12, 'plain'), '12')
  assert.equal(writeValue(['a', 'b c', 'd,e', 'é', '%'], 'csv'), 'a,b%20c,d%2Ce,%C3%A9,%25')
  assert.equal(writeValue({ name: 'Zoë' }, 'json'), String.raw`{"name":"Zo\u00eb"}`)
  assert.equal(writeValue('Zoë', 'base64url'), Buffer.from('Zoë').toString('base64url'))
  assert.equal(writeValue('Zoë', 'percent'), 'Zo%C3%AB')
})

test('writes no plain value that would not arrive as it is', () => {
  for (const value of ['Zoë', 'a\r\nX-Evil: 1', 'a\u0000', ' a', 'a ', '\t', ['a'], { a: 1 }]) {
    assert.equal(writeValue(value, 'plain'), undefined, JSON.stringify(value))
  }
})

test('a hostile byte never reaches a header, in any format', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...FORMATS), (value, format) => {
      const written = writeValue(value as never, format)
      if (written !== undefined) assert.match(written, /^([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?$/)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...FORMATS), (value, format) => {
      const written = writeValue(value, format)
      if (written !== undefined) assert.match(written, /^([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?$/)
    }),
  )
})

test('a list can be read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1 }), (items) => {
      const written = writeValue(items, 'csv')
      assert.deepEqual(written?.split(',').map(decodeURIComponent), items)
    }),
  )
})
