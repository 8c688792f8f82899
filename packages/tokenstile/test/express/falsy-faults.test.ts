import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import express5 from 'express'
import express4 from 'express4'
import { createVerifier } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/express'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

function open(_: unknown, response: { end(text: string): void }): void {
  response.end('OPEN')
}

const THROWN: readonly unknown[] = [undefined, null, 0, '', false, 'route', 'router', 'x', 1n, Symbol('x')]

for (const [version, express] of [
  ['4', express4 as unknown as typeof express5],
  ['5', express5],
] as const) {
  test(`whatever a function of the program throws, Express ${version} never takes it for "go on"`, async () => {
    const app = express().set('env', 'test')
    const good = createVerifier(issuerOptions(), { now })
    THROWN.forEach((thrown, index) => {
      const fail = (): never => {
        throw thrown
      }
      const faulty = createVerifier(issuerOptions({ toUser: fail }), { now })
      const tenants = createVerifier(async () => fail(), { now })
      app.get(`/check/${index}`, authenticate(good), authorize({ check: fail }), open)
      app.get(`/refused/${index}`, authenticate(good, { onRefused: fail }), open)
      app.get(`/user/${index}`, authenticate(faulty), open)
      app.get(`/tenants/${index}`, authenticate(tenants), open)
      app.get(`/:where/${index}`, open)
    })
    const server = app.listen(0, 'localhost')
    await new Promise((resolve) => server.once('listening', resolve))
    try {
      const base = `http://localhost:${(server.address() as AddressInfo).port}`
      const authorization = `Bearer ${buildToken()}`
      for (const index of THROWN.keys()) {
        for (const where of ['check', 'refused', 'user', 'tenants']) {
          const headers: Record<string, string> = where === 'refused' ? {} : { authorization }
          const response = await fetch(`${base}/${where}/${index}`, { headers })
          assert.equal(response.status, 500, `${where} ${index}`)
          assert.notEqual(await response.text(), 'OPEN')
        }
      }
    } finally {
      server.close()
    }
  })
}
