import { deepStrictEqual } from 'node:assert'
import { test } from 'node:test'
import { putBounded } from '../dist/bounded-map.js'

test('what is remembered is bounded: the oldest is forgotten first', () => {
  const map = new Map<number, string>()
  for (let key = 0; key < 10_005; key++) putBounded(map, key, 'x')
  deepStrictEqual([map.size, map.has(4), map.has(5), map.has(10_004)], [10_000, false, true, true])
})
