import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  decodeBase64Url,
  decodeBase64UrlText,
  isAsciiWithoutPlusAndSlash,
} from '../../dist/esm/core/base64url.js'
import type { Engine } from '../../dist/esm/core/engine.js'
import { readJsonObject } from '../../dist/esm/core/json.js'
import { ENGINES } from '../support/both-engines.ts'

const runs = { numRuns: 1000 }
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

for (const engine of ENGINES) {
  test(`decodes what was encoded, and only as it was encoded, on the ${engine.name} engine (checklist 2)`, () => {
    const bytes = fc.uint8Array({ maxLength: 100 })
    const noise = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...LETTERS),
        fc.constantFrom(...'=+/ \n\r\t\f.\0~\u00e9\u0141\ud800\u2003'),
      ),
      maxLength: 40,
    })
    fc.assert(
      fc.property(bytes, (given) => {
        const text = Buffer.from(given).toString('base64url')
        assert.deepEqual([...(decode(text, engine) ?? [-1])], [...given])
      }),
      runs,
    )
    fc.assert(
      fc.property(noise, (text) => {
        const decoded = decode(text, engine)
        // What decodes at all is the one canonical spelling of its bytes.
        if (decoded !== undefined) assert.equal(Buffer.from(decoded).toString('base64url'), text)
      }),
      runs,
    )
  })

  test(`reads UTF-8 and nothing else as text on the ${engine.name} engine (checklist 3)`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        const text = decodeBase64UrlText(Buffer.from(bytes).toString('base64url'), engine)
        const isUtf8 = Buffer.from(Buffer.from(bytes).toString('utf8')).equals(Buffer.from(bytes))
        assert.equal(text !== undefined, isUtf8)
        if (text !== undefined) assert.deepEqual(Buffer.from(text), Buffer.from(bytes))
      }),
      runs,
    )
  })
}

test('reads a JSON object as the language does', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })),
      fc.constantFrom(undefined, 1, '\t'),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        assert.deepEqual(readJsonObject(text), JSON.parse(text))
      },
    ),
    runs,
  )
})

test('refuses a JSON object in which any member was written twice (checklist 3)', () => {
  const name = fc.string({
    unit: fc.oneof(fc.constantFrom(...'"\\:,{}[] \n'), fc.string({ minLength: 1, maxLength: 1 })),
  })
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), name)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      value,
      fc.boolean(),
      fc.nat(4),
      (pairs, which, again, isEscaped, levels) => {
        const [twice] = pairs[which % pairs.length] as [string, unknown]
        const written = pairs.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`)
        const copy = `${isEscaped ? escapeAll(twice) : JSON.stringify(twice)}:${JSON.stringify(again)}`
        const inner = `{${[...written, copy].join(',')}}`
        const text = `${'{"a":['.repeat(levels)}${inner}${']}'.repeat(levels)}`
        assert.doesNotThrow(() => JSON.parse(text))
        assert.equal(readJsonObject(text), undefined)
      },
    ),
    runs,
  )
})

test('never reads what the language does not, nor changes what it reads (checklist 3)', () => {
  const noise = fc.string({
    unit: fc.constantFrom(...'{}[]:,"\\u0041 \n1eE+-.truefalsn\ufeff\0'),
    maxLength: 30,
  })
  fc.assert(
    fc.property(noise, (inner) => {
      const text = `{${inner}}`
      const read = readJsonObject(text)
      if (read !== undefined) assert.deepEqual(read, JSON.parse(text))
    }),
    { numRuns: 5000 },
  )
})

/** As a token's part is decoded: the alphabet is looked at before. */
function decode(text: string, engine: Engine): Uint8Array | undefined {
  return isAsciiWithoutPlusAndSlash(text, engine) ? decodeBase64Url(text, engine) : undefined
}

/** A JSON string whose every unit is an escape: the same name in another spelling. */
function escapeAll(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, '0'),
  )
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`
}
